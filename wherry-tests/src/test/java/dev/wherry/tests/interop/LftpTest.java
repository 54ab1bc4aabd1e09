package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** lftp; over IPv6 only where the machine has an address beyond ::1, so not here. */
class LftpTest
    implements Downloading,
        Downloading.Text,
        Downloading.Breaking,
        Uploading,
        Uploading.Text,
        Uploading.Breaking,
        Connecting.Pasv,
        Connecting.Epsv,
        Connecting.Port,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Looking.Listing,
        Looking.MachineListing,
        Mirroring.Down,
        Mirroring.Up,
        Mirroring.Parallel {

  private static final Program LFTP = new Program("lftp", "lftp");

  private static final String SLOWLY = "set net:limit-rate 200000";

  private static final Pattern LINE =
      Pattern.compile("([d-])\\S+ +(?:\\d+ +)?\\S+ +\\S+ +(\\d*) (\\d{4}-\\S+Z) (.+?)/?");

  @Override
  public String download(Site site, String name, Path to) {
    return lftp(site, "get -- " + quoted(name) + " -o " + to).all();
  }

  @Override
  public String downloadText(Site site, String name, Path to) {
    return lftp(site, "get -a -- " + quoted(name) + " -o " + to).all();
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return lftp(site, "get -c -- " + quoted(name) + " -o " + to).all();
  }

  @Override
  public void breakDownload(Site site, String name, Path to) {
    LFTP.runUntil(to, site, script(site, SLOWLY, "get -- " + quoted(name) + " -o " + to), "--norc");
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return lftp(site, "put " + from + " -o " + quoted(name)).all();
  }

  @Override
  public String uploadText(Site site, Path from, String name) {
    return lftp(site, "put -a " + from + " -o " + quoted(name)).all();
  }

  @Override
  public String resumeUpload(Site site, Path from, String name) {
    return lftp(site, "put -c " + from + " -o " + quoted(name)).all();
  }

  @Override
  public void breakUpload(Site site, Path from, String name, Path there) {
    LFTP.runUntil(there, site, script(site, SLOWLY, "put " + from + " -o " + name), "--norc");
  }

  @Override
  public String rename(Site site, String from, String to) {
    return lftp(site, "mv " + quoted(from) + " " + quoted(to)).all();
  }

  @Override
  public String delete(Site site, String name) {
    return lftp(site, "rm " + quoted(name)).all();
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return lftp(site, "mkdir " + quoted(name)).all();
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return lftp(site, "rmdir " + quoted(name)).all();
  }

  @Override
  public List<String> names(Site site, String directory) {
    return lftp(site, "cd " + directory, "nlist").out().lines().toList();
  }

  @Override
  public List<Looking.Seen> list(Site site) {
    return seen(lftp(site, "set ftp:use-mlsd no", "cls -l --time-style=%FT%TZ").out());
  }

  @Override
  public List<Looking.Seen> listForMachines(Site site) {
    return seen(lftp(site, "set ftp:use-mlsd yes", "cls -l --time-style=%FT%TZ").out());
  }

  private static List<Looking.Seen> seen(String listing) {
    List<Looking.Seen> all = new ArrayList<>();
    for (String line : listing.lines().toList()) {
      Matcher columns = LINE.matcher(line);
      if (!columns.matches()) {
        throw new AssertionError(line);
      }
      boolean isDirectory = columns.group(1).equals("d");
      all.add(
          new Looking.Seen(
              columns.group(4),
              isDirectory,
              isDirectory ? 0 : Long.parseLong(columns.group(2)),
              Instant.parse(columns.group(3))));
    }
    return all;
  }

  @Override
  public String mirrorDown(Site site, String directory, Path to) {
    return lftp(site, "mirror " + directory + " " + to).all();
  }

  @Override
  public String mirrorUp(Site site, Path from, String directory) {
    return lftp(site, "mirror --reverse " + from + " " + directory).all();
  }

  @Override
  public String mirrorDownInParallel(Site site, String directory, Path to) {
    return lftp(site, "mirror --parallel=4 " + directory + " " + to).all();
  }

  @Override
  public String mirrorUpInParallel(Site site, Path from, String directory) {
    return lftp(site, "mirror --reverse --parallel=4 " + from + " " + directory).all();
  }

  /** Where MODE Z is offered, lftp takes it. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void fetchesATreeCompressed(TransportType transport) throws IOException {
    try (Site site = Site.of(transport, usual -> usual.modeZ(true))) {
      Path there = Tree.ODD.plant(site.files.resolve("there"));
      Path here = site.desk.resolve("there");
      String transcript = lftp(site, "mirror --parallel=4 there " + here).all();
      Tree.assertSame(there, here, transcript);
      assertTrue(transcript.contains("MODE Z"), transcript);
    }
  }

  /**
   * Without empty files: before it sends the eight bytes of one, lftp sleeps for some four seconds,
   * in which it does not ask the system for anything. One of them is in {@link
   * #storesAnEmptyFileCompressed}.
   */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void storesATreeCompressed(TransportType transport) throws IOException {
    try (Site site = Site.of(transport, usual -> usual.modeZ(true))) {
      Path here = Tree.ODD.withoutEmptyFiles().plant(site.desk.resolve("there"));
      String transcript = lftp(site, "mirror --reverse --parallel=4 " + here + " there").all();
      Tree.assertSame(here, site.files.resolve("there"), transcript);
      assertTrue(transcript.contains("MODE Z"), transcript);
    }
  }

  /** The second one is the one for which lftp sleeps. */
  @Test
  void storesAnEmptyFileCompressed() throws IOException {
    try (Site site = Site.of(TransportType.best(), usual -> usual.modeZ(true))) {
      Path here = site.keep("here", Content.NOTHING);
      String transcript = lftp(site, "put " + here + " -o one", "put " + here + " -o two").all();
      assertContent(Content.NOTHING, site.files.resolve("one"), transcript);
      assertContent(Content.NOTHING, site.files.resolve("two"), transcript);
      assertTrue(transcript.contains("MODE Z"), transcript);
    }
  }

  private static Program.Output lftp(Site site, String... commands) {
    return LFTP.feed(site, script(site, commands), "--norc");
  }

  private static String script(Site site, String... commands) {
    String settings =
        switch (site.way) {
          case OWN_CHOICE, PASV -> "";
          case EPSV -> "set ftp:prefer-epsv yes\n";
          case PORT -> "set ftp:passive-mode no\n";
          // It has EPRT for IPv6 only, and then names the address "::".
          case EPRT, EPRT_IPV6, EPSV_IPV6 -> throw new IllegalArgumentException();
        };
    return settings
        + """
        debug 8
        set cmd:fail-exit yes
        set net:max-retries 1
        set net:timeout 20
        open -p %s -u %s,%s %s
        """
            .formatted(site.port(), Site.USER, Site.PASSWORD, site.host())
        + String.join("\n", commands)
        + "\n";
  }

  private static String quoted(String name) {
    String escaped = name.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + escaped + '"';
  }
}
