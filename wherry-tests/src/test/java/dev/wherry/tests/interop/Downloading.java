package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that fetches files. */
interface Downloading extends OddNames {

  /** Fetches the server's file {@code name} in TYPE I into a new file; returns the dialogue. */
  String download(Site site, String name, Path to) throws IOException;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void downloadsAnEmptyFile(TransportType transport) throws IOException {
    downloads(transport, Content.NOTHING);
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void downloadsASmallFile(TransportType transport) throws IOException {
    downloads(transport, Content.LITTLE);
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void downloadsTenMegabytes(TransportType transport) throws IOException {
    downloads(transport, Content.MUCH);
  }

  private void downloads(TransportType transport, byte[] content) throws IOException {
    try (Site site = Site.of(transport)) {
      site.serve("there", content);
      Path here = site.desk.resolve("here");
      String transcript = download(site, "there", here);
      assertContent(content, here, transcript);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void downloadsFilesWithOddNames(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      for (String name : oddNames()) {
        site.serve(name, Content.LITTLE);
        Path here = site.desk.resolve("here");
        String transcript = download(site, name, here);
        assertContent(Content.LITTLE, here, name + "\n" + transcript);
        Files.delete(here);
      }
    }
  }

  /** In TYPE A. */
  interface Text {

    /** Fetches the server's file {@code name} in TYPE A; returns the dialogue. */
    String downloadText(Site site, String name, Path to) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void downloadsTextInAscii(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        site.serve("there.txt", Content.TEXT);
        Path here = site.desk.resolve("here.txt");
        String transcript = downloadText(site, "there.txt", here);
        assertContent(Content.TEXT, here, transcript);
        assertTrue(Content.isAscii(transcript), transcript);
      }
    }
  }

  /** From where an earlier download has stopped. */
  interface Resuming {

    /** Fetches what {@code to} lacks of the server's file {@code name}; returns the dialogue. */
    String resumeDownload(Site site, String name, Path to) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void resumesADownload(TransportType transport) throws IOException {
      int had = 3_000_001;
      try (Site site = Site.of(transport)) {
        site.serve("there", Content.MUCH);
        Path here = site.keep("here", Content.changedStart(Content.MUCH, had));
        String transcript = resumeDownload(site, "there", here);
        assertContent(Content.withChangedStart(Content.MUCH, had), here, transcript);
      }
    }
  }

  /** After a download that was killed. */
  interface Breaking extends Resuming {

    /** Begins to fetch the server's file {@code name}, and is killed when something has come. */
    void breakDownload(Site site, String name, Path to) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void resumesADownloadThatWasKilled(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        site.serve("there", Content.MUCH);
        Path here = site.desk.resolve("here");
        breakDownload(site, "there", here);
        long had = Files.size(here);
        assertTrue(had > 0 && had < Content.MUCH.length, had + " bytes have come");
        site.awaitNobody();
        String transcript = resumeDownload(site, "there", here);
        assertContent(Content.MUCH, here, transcript);
      }
    }
  }
}
