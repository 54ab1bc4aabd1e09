package dev.wherry.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.wherry.FtpServer;
import dev.wherry.io.ChannelFile;
import dev.wherry.io.EventLoop;
import dev.wherry.io.OpenFile;
import java.io.ObjectInputStream;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What ARCHITECTURE.md promises and the compiler does not check. */
class ArchitectureTest {

  private static final JavaClasses EVERYTHING =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/dev/wherry/tests/"))
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.wherry");

  /** What others embed. */
  private static final JavaClasses LIBRARY =
      EVERYTHING.that(resideOutsideOfPackages("dev.wherry.cli..", "dev.wherry.bench.."));

  @Test
  void onlyLibcAndPamCallNativeFunctions() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.wherry.io.posix.Libc")
        .and()
        .haveNameNotMatching("dev\\.wherry\\.users\\.pam\\.Pam(\\$Conversation)?")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Linker.class, SymbolLookup.class)
        .check(LIBRARY);
  }

  @Test
  void onlyTheNioTransportUsesTheSelectorOfTheJdk() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.wherry.io.nio..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Selector.class, SelectionKey.class)
        .check(LIBRARY);
  }

  @Test
  void theLoopKnowsNoFtp() {
    noClasses()
        .that()
        .resideInAPackage("dev.wherry.io..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.wherry..").and(not(resideInAPackage("dev.wherry.io.."))))
        .check(LIBRARY);
  }

  @Test
  void theServerKnowsNoTransport() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.wherry.io..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.wherry.io.nio..", "dev.wherry.io.posix..")
        .check(LIBRARY);
  }

  @Test
  void theTransportsDoNotKnowEachOther() {
    slices().matching("dev.wherry.io.(*)..").should().notDependOnEachOther().check(LIBRARY);
  }

  /** Files they do touch, which the session opens for them. */
  @Test
  void commandsTouchNoSockets() {
    noClasses()
        .that()
        .resideInAPackage("dev.wherry.control.command")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.wherry.io..", "java.nio.channels..")
                .and(not(belongToAnyOf(OpenFile.class, ChannelFile.class)))
                .or(belongToAnyOf(Socket.class, ServerSocket.class)))
        .check(LIBRARY);
  }

  /** But for what all of them share in {@code dev.wherry}. */
  @Test
  void packagesOfTheServerDependOnThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("control")
        .definedBy("dev.wherry.control..")
        .layer("data")
        .definedBy("dev.wherry.data")
        .layer("users")
        .definedBy("dev.wherry.users")
        .layer("files")
        .definedBy("dev.wherry.files")
        .layer("io")
        .definedBy("dev.wherry.io..")
        .whereLayer("control")
        .mayOnlyAccessLayers("data", "users", "files", "io")
        .whereLayer("data")
        .mayOnlyAccessLayers("files", "io")
        .whereLayer("users")
        .mayOnlyAccessLayers("files")
        .whereLayer("files")
        .mayOnlyAccessLayers("io")
        .whereLayer("io")
        .mayNotAccessAnyLayer()
        .check(LIBRARY);
  }

  @Test
  void theLibraryRunsNoProgram() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class, Process.class)
        .check(LIBRARY);
  }

  @Test
  void nothingIsDeserialised() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ObjectInputStream.class)
        .check(LIBRARY);
  }

  @Test
  void nobodyLooksUpTheNameOfAnAddress() {
    noClasses()
        .should()
        .callMethod(InetAddress.class, "getHostName")
        .orShould()
        .callMethod(InetAddress.class, "getCanonicalHostName")
        .orShould()
        .callMethod(InetSocketAddress.class, "getHostName")
        .check(LIBRARY);
  }

  @Test
  void theLibraryPrintsNothing() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LIBRARY);
  }

  @Test
  void theLibraryLogsThroughTheFacade() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "ch.qos.logback..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(System.Logger.class)
        .check(LIBRARY);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Manager|Factory|Helper|Context)(\\$.*)?")
        .orShould()
        .haveNameMatching(".*[.$](Abstract|Base)[^.]*")
        .check(EVERYTHING);
  }

  @Test
  void fewPackagesAreForOthers() {
    assertEquals(Set.of("dev.wherry.io", "dev.wherry.io.tls"), exports(EventLoop.class));
    assertEquals(Set.of("dev.wherry"), exports(FtpServer.class));
  }

  private static Set<String> exports(Class<?> inside) {
    return moduleOf(inside).exports().stream()
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
  }

  @Test
  void theLibraryNeedsTheJdkAndALoggingFacade() {
    assertEquals(Set.of("java.base", "org.slf4j"), needs(EventLoop.class));
    assertEquals(Set.of("java.base", "org.slf4j", "dev.wherry.io"), needs(FtpServer.class));
  }

  private static Set<String> needs(Class<?> inside) {
    return moduleOf(inside).requires().stream()
        .filter(module -> !module.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
        .map(ModuleDescriptor.Requires::name)
        .collect(Collectors.toSet());
  }

  /** From the module's own place, as tests run on the class path. */
  private static ModuleDescriptor moduleOf(Class<?> inside) {
    return ModuleFinder.of(Path.of(location(inside))).findAll().stream()
        .collect(Collectors.reducing((_, second) -> fail("more than one module: " + second)))
        .orElseThrow()
        .descriptor();
  }

  private static URI location(Class<?> inside) {
    try {
      return inside.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
