package dev.wherry.tests.torture;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The class path of the tests with every directory packed into a jar, as an installed program has
 * it: a jar stays open, a directory takes a descriptor for each class that is loaded.
 */
final class PackedClasses {

  private static final String PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Path::of)
          .map(PackedClasses::packed)
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));

  private PackedClasses() {}

  /** The class path for another JVM. */
  static String path() {
    return PATH;
  }

  private static Path packed(Path entry) {
    if (!Files.isDirectory(entry)) {
      return entry;
    }
    try (Stream<Path> tree = Files.walk(entry)) {
      Path directory = Files.createTempDirectory("classes");
      directory.toFile().deleteOnExit();
      Path jar = directory.resolve("classes.jar");
      jar.toFile().deleteOnExit(); // the last is the first to go
      List<Path> files = tree.filter(Files::isRegularFile).toList();
      try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
        for (Path file : files) {
          Path inside = zip.getPath("/").resolve(entry.relativize(file).toString());
          Files.createDirectories(inside.getParent());
          Files.copy(file, inside);
        }
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
