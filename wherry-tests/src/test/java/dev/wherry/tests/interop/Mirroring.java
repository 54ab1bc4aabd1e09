package dev.wherry.tests.interop;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that carries whole trees. */
interface Mirroring {

  /** What the tree is to have that the client carries. */
  default Tree tree() {
    return Tree.ODD;
  }

  /** From the server. */
  interface Down extends Mirroring {

    /** Fetches the tree in a directory of the server; returns the dialogue. */
    String mirrorDown(Site site, String directory, Path to) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void fetchesATree(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path there = tree().plant(site.files.resolve("there"));
        Path here = site.desk.resolve("there");
        String transcript = mirrorDown(site, "there", here);
        Tree.assertSame(there, here, transcript);
      }
    }
  }

  /** To the server. */
  interface Up extends Mirroring {

    /** Stores a tree as a directory of the server; returns the dialogue. */
    String mirrorUp(Site site, Path from, String directory) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void storesATree(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path here = tree().plant(site.desk.resolve("there"));
        String transcript = mirrorUp(site, here, "there");
        Tree.assertSame(here, site.files.resolve("there"), transcript);
      }
    }
  }

  /** With several connections at once, both ways. */
  interface Parallel extends Mirroring {

    /** Fetches the tree in a directory of the server; returns the dialogue. */
    String mirrorDownInParallel(Site site, String directory, Path to) throws IOException;

    /** Stores a tree as a directory of the server; returns the dialogue. */
    String mirrorUpInParallel(Site site, Path from, String directory) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void fetchesATreeInParallel(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path there = tree().plant(site.files.resolve("there"));
        Path here = site.desk.resolve("there");
        String transcript = mirrorDownInParallel(site, "there", here);
        Tree.assertSame(there, here, transcript);
      }
    }

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void storesATreeInParallel(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path here = tree().plant(site.desk.resolve("there"));
        String transcript = mirrorUpInParallel(site, here, "there");
        Tree.assertSame(here, site.files.resolve("there"), transcript);
      }
    }
  }
}
