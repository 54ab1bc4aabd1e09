package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client can learn of the server's files. */
interface Looking {

  /** A file or a directory as a client has understood it; the size of a directory is 0. */
  record Seen(String name, boolean isDirectory, long size, Instant modified) {

    private Seen rounded(ChronoUnit unit) {
      return new Seen(name, isDirectory, size, modified.truncatedTo(unit));
    }
  }

  /** The names in a directory. */
  interface Names {

    /** What the client prints or returns as names in a directory of the server. */
    List<String> names(Site site, String directory) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void listsNames(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path directory = Files.createDirectory(site.files.resolve("dir"));
        Set<String> expected =
            IntStream.range(0, 200)
                .mapToObj(i -> "file with ä näme " + i)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String name : expected) {
          Files.createFile(directory.resolve(name));
        }
        assertEquals(expected, new TreeSet<>(names(site, "dir")));
      }
    }

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void listsAnEmptyDirectory(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Files.createDirectory(site.files.resolve("dir"));
        assertEquals(List.of(), names(site, "dir"));
      }
    }
  }

  /** Names, kinds, sizes and times from LIST, which the client takes apart. */
  interface Listing {

    /** What the client makes of a listing by LIST of the server's root. */
    List<Seen> list(Site site) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void understandsList(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Instant recent = Instant.now().minus(Duration.ofDays(50));
        Instant old = Instant.parse("2001-02-03T00:00:00Z");
        assertEquals(
            populate(site, recent, ChronoUnit.MINUTES, old),
            list(site).stream()
                .map(seen ->
                    seen.rounded(seen.name().equals("öld") ? ChronoUnit.DAYS : ChronoUnit.MINUTES))
                .collect(Collectors.toSet()));
      }
    }
  }

  /** Names, kinds, sizes and times from MLSD. */
  interface MachineListing {

    /** What the client makes of a listing by MLSD of the server's root. */
    List<Seen> listForMachines(Site site) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void understandsMlsd(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Instant recent = Instant.now().minus(Duration.ofDays(50));
        Instant old = Instant.parse("2001-02-03T04:05:06Z");
        assertEquals(
            populate(site, recent, ChronoUnit.SECONDS, old),
            listForMachines(site).stream()
                .map(seen -> seen.rounded(ChronoUnit.SECONDS))
                .collect(Collectors.toSet()));
      }
    }
  }

  private static Set<Seen> populate(Site site, Instant recent, ChronoUnit unit, Instant old)
      throws IOException {
    touch(site.serve("some file", Content.SOME), recent);
    touch(site.serve("öld", Content.LITTLE), old);
    touch(site.serve("empty", Content.NOTHING), recent);
    touch(Files.createDirectory(site.files.resolve("a directory")), recent);
    return Set.of(
        new Seen("some file", false, Content.SOME.length, recent.truncatedTo(unit)),
        new Seen("öld", false, Content.LITTLE.length, old),
        new Seen("empty", false, 0, recent.truncatedTo(unit)),
        new Seen("a directory", true, 0, recent.truncatedTo(unit)));
  }

  private static void touch(Path path, Instant time) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(time));
  }

  /** SIZE and MDTM. */
  interface Facts {

    /** How large the client says a file is. */
    long size(Site site, String name) throws IOException;

    /** When the client says a file was changed last. */
    Instant modified(Site site, String name) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void tellsTheSizeOfAFile(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        site.serve("a file", Content.SOME);
        assertEquals(Content.SOME.length, size(site, "a file"));
      }
    }

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void tellsTheTimeOfAFile(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Instant time = Instant.parse("2001-02-03T04:05:06Z");
        touch(site.serve("a file", Content.SOME), time);
        assertEquals(time, modified(site, "a file"));
      }
    }
  }
}
