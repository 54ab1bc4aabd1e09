package dev.wherry.io.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What other JVMs say: one that must not call native code, and one on a system without a column.
 */
@Timeout(60)
class NativeAccessTest {

  /** The program of the other JVM: asks twice, since a class fails to load in another way then. */
  public static void main(String[] arguments) {
    System.out.println(PosixTransport.unsupported("poll"));
    System.out.println(PosixTransport.unsupported("poll"));
  }

  @Test
  void whereNativeAccessIsDeniedTheOptionIsNamed() throws Exception {
    String answer = "poll needs native access: run Java with --enable-native-access=ALL-UNNAMED\n";
    assertEquals(answer + answer, run("--illegal-native-access=deny"));
  }

  @Test
  void anUnknownSystemIsNamed() throws Exception {
    String answer = "poll needs Linux, macOS or a BSD, and this is Windows 11\n";
    assertEquals(answer + answer, run("-Dos.name=Windows 11"));
  }

  @Test
  void aLibraryThatIsNotThereIsMissedByKqueueOnly() throws Exception {
    assertEquals(
        "null\nnull\n",
        run("-Ddev.wherry.kqueue.library=/missing", "--enable-native-access=ALL-UNNAMED"));
  }

  private static String run(String... options) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder = new ProcessBuilder(java.toString());
    builder.command().addAll(List.of(options));
    builder.command().add("-cp");
    builder.command().add(System.getProperty("java.class.path"));
    builder.command().add(NativeAccessTest.class.getName());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertEquals(0, process.waitFor());
    return new String(output, StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
