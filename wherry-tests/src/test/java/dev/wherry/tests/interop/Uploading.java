package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Uploads;
import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that stores files. */
interface Uploading extends OddNames {

  /** Stores a file in TYPE I as {@code name} on the server; returns the dialogue. */
  String upload(Site site, Path from, String name) throws IOException;

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void uploadsAnEmptyFile(TransportType transport) throws IOException {
    uploads(transport, Content.NOTHING);
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void uploadsASmallFile(TransportType transport) throws IOException {
    uploads(transport, Content.LITTLE);
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void uploadsTenMegabytes(TransportType transport) throws IOException {
    uploads(transport, Content.MUCH);
  }

  private void uploads(TransportType transport, byte[] content) throws IOException {
    try (Site site = Site.of(transport)) {
      Path here = site.keep("here", content);
      String transcript = upload(site, here, "there");
      assertContent(content, site.files.resolve("there"), transcript);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void uploadsOverALongerFile(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      Path there = site.serve("there", Content.SOME);
      Path here = site.keep("here", Content.LITTLE);
      String transcript = upload(site, here, "there");
      assertContent(Content.LITTLE, there, transcript);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  default void uploadsFilesWithOddNames(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      Path here = site.keep("here", Content.LITTLE);
      for (String name : oddNames()) {
        String transcript = upload(site, here, name);
        Path there = site.files.resolve(name);
        assertTrue(Files.exists(there), () -> name + " is missing\n" + transcript);
        assertContent(Content.LITTLE, there, name + "\n" + transcript);
      }
    }
  }

  /** In TYPE A. */
  interface Text {

    /** Stores a file in TYPE A as {@code name} on the server; returns the dialogue. */
    String uploadText(Site site, Path from, String name) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void uploadsTextInAscii(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path here = site.keep("here.txt", Content.TEXT);
        String transcript = uploadText(site, here, "there.txt");
        assertContent(Content.TEXT, site.files.resolve("there.txt"), transcript);
        assertTrue(Content.isAscii(transcript), transcript);
      }
    }
  }

  /** At the end of what is there. */
  interface Appending {

    /** Adds a file to the end of {@code name} on the server; returns the dialogue. */
    String append(Site site, Path from, String name) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void appendsToAFile(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path there = site.serve("there", Content.LITTLE);
        Path here = site.keep("here", Content.SOME);
        String transcript = append(site, here, "there");
        assertContent(Content.concat(Content.LITTLE, Content.SOME), there, transcript);
      }
    }

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void appendsToAFileThatIsNotThereYet(TransportType transport) throws IOException {
      try (Site site = Site.of(transport)) {
        Path here = site.keep("here", Content.SOME);
        String transcript = append(site, here, "there");
        assertContent(Content.SOME, site.files.resolve("there"), transcript);
      }
    }
  }

  /** From where an earlier upload has stopped. */
  interface Resuming {

    /** Stores what {@code name} on the server lacks of a file; returns the dialogue. */
    String resumeUpload(Site site, Path from, String name) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void resumesAnUpload(TransportType transport) throws IOException {
      int had = 3_000_001;
      try (Site site = Site.of(transport)) {
        Path there = site.serve("there", Content.changedStart(Content.MUCH, had));
        Path here = site.keep("here", Content.MUCH);
        String transcript = resumeUpload(site, here, "there");
        assertContent(Content.withChangedStart(Content.MUCH, had), there, transcript);
      }
    }
  }

  /** After an upload that was killed. */
  interface Breaking extends Resuming {

    /**
     * Begins to store a file as {@code name} on the server, where it is visible as {@code there},
     * and is killed when something has come.
     */
    void breakUpload(Site site, Path from, String name, Path there) throws IOException;

    @ParameterizedTest
    @MethodSource("dev.wherry.tests.TestServer#transports")
    default void resumesAnUploadThatWasKilled(TransportType transport) throws IOException {
      try (Site site = Site.of(transport, usual -> usual.uploads(Uploads.IN_PLACE))) {
        Path here = site.keep("here", Content.MUCH);
        Path there = site.files.resolve("there");
        breakUpload(site, here, "there", there);
        site.awaitNobody();
        long had = Files.size(there);
        assertTrue(had > 0 && had < Content.MUCH.length, had + " bytes have come");
        String transcript = resumeUpload(site, here, "there");
        assertContent(Content.MUCH, there, transcript);
      }
    }
  }
}
