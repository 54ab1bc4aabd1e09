package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GNU Wget, which only fetches. */
class WgetTest
    implements Downloading,
        Downloading.Breaking,
        Connecting.Pasv,
        Connecting.Port,
        Connecting.EpsvIpv6,
        Connecting.EprtIpv6,
        Mirroring.Down {

  private static final Program WGET = new Program("wget", "wget");

  @Override
  public String download(Site site, String name, Path to) {
    return wget(site, "--output-document=" + to, site.url(name));
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return wget(site, "--continue", "--output-document=" + to, site.url(name));
  }

  @Override
  public void breakDownload(Site site, String name, Path to) {
    WGET.runUntil(
        to,
        site,
        "",
        arguments(site, "--limit-rate=1M", "--output-document=" + to, site.url(name)));
  }

  /** It leaves the line ends as they come. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void downloadsTextInAscii(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      site.serve("there.txt", Content.TEXT);
      Path here = site.desk.resolve("here.txt");
      String transcript =
          wget(site, "--output-document=" + here, site.url("there.txt") + ";type=a");
      String text = new String(Content.TEXT, StandardCharsets.UTF_8);
      byte[] asSent = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
      assertContent(asSent, here, transcript);
      assertTrue(transcript.contains("TYPE A"), transcript);
    }
  }

  /** It takes the time from LIST, to the minute or to the day. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void keepsTheTimeOfAFile(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      Path there = site.serve("there", Content.LITTLE);
      Instant day = Instant.parse("2001-02-03T00:00:00Z");
      Files.setLastModifiedTime(there, FileTime.from(day));
      String transcript = wget(site, "--timestamping", site.url("there"));
      Path here = site.desk.resolve("there");
      assertContent(Content.LITTLE, here, transcript);
      assertEquals(day, Files.getLastModifiedTime(here).toInstant());
    }
  }

  @Override
  public Tree tree() {
    return Tree.TAME;
  }

  @Override
  public String mirrorDown(Site site, String directory, Path to) {
    return wget(
        site,
        "--recursive",
        "--level=inf",
        "--no-host-directories",
        "--restrict-file-names=nocontrol",
        site.url(directory + "/"));
  }

  private static String wget(Site site, String... options) {
    return WGET.run(site, arguments(site, options)).all();
  }

  private static String[] arguments(Site site, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--no-config", "--debug", "--tries=1", "--timeout=20", "--no-glob"));
    arguments.addAll(List.of("--user=" + Site.USER, "--password=" + Site.PASSWORD));
    if (!site.way.isPassive) {
      arguments.add("--no-passive-ftp");
    }
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }
}
