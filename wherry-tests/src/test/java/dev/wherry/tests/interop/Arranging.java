package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client does to files and directories without looking into them. */
interface Arranging {

  /** RNFR and RNTO. */
  interface Renaming {

    /** Renames something on the server; returns the dialogue. */
    String rename(Site site, String from, String to) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void renamesAFileIntoADirectory(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path old = site.serve("old name", Content.LITTLE);
        Path directory = Files.createDirectory(site.files.resolve("dir"));
        String transcript = rename(site, "old name", "dir/nëw name");
        assertFalse(Files.exists(old), transcript);
        Path there = directory.resolve("nëw name");
        assertTrue(Files.exists(there), transcript);
        assertContent(Content.LITTLE, there, transcript);
      }
    }
  }

  /** DELE. */
  interface Deleting {

    /** Deletes a file on the server; returns the dialogue. */
    String delete(Site site, String name) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void deletesAFile(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path there = site.serve("to bë deleted", Content.LITTLE);
        Path other = site.serve("to", Content.LITTLE);
        String transcript = delete(site, "to bë deleted");
        assertFalse(Files.exists(there), transcript);
        assertTrue(Files.exists(other), transcript);
      }
    }
  }

  /** MKD and RMD. */
  interface Directories {

    /** Makes a directory on the server; returns the dialogue. */
    String makeDirectory(Site site, String name) throws IOException;

    /** Removes an empty directory on the server; returns the dialogue. */
    String removeDirectory(Site site, String name) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void makesADirectory(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        String transcript = makeDirectory(site, "a \"nëw\" one");
        assertTrue(Files.isDirectory(site.files.resolve("a \"nëw\" one")), transcript);
      }
    }

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void removesADirectory(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path there = Files.createDirectory(site.files.resolve("an öld one"));
        String transcript = removeDirectory(site, "an öld one");
        assertFalse(Files.exists(there), transcript);
      }
    }
  }
}
