package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** rclone. */
class RcloneTest
    implements Downloading,
        Downloading.Resuming,
        Uploading,
        Connecting.Pasv,
        Connecting.Epsv,
        Connecting.EpsvIpv6,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Looking.Listing,
        Looking.MachineListing,
        Mirroring.Down,
        Mirroring.Up {

  private static final Program RCLONE = new Program("rclone", "rclone");

  /** What {@code rclone obscure} makes of {@link Site#PASSWORD}. */
  static final String OBSCURED = "UyEKmoedmyO2JrHwaaHbW8yRmN61fg";

  /** Without it empty directories stay behind. */
  private static final String ALL = "--create-empty-src-dirs";

  @Override
  public String download(Site site, String name, Path to) {
    return rclone(site, "copyto", ":ftp:" + name, to.toString()).all();
  }

  /** By reading from an offset, which is what its mounts do. */
  @Override
  public String resumeDownload(Site site, String name, Path to) throws IOException {
    String had = Long.toString(Files.size(to));
    Program.Output rest = rclone(site, "cat", "--offset", had, ":ftp:" + name);
    Files.write(to, Files.readAllBytes(rest.bytes()), StandardOpenOption.APPEND);
    return rest.err();
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return rclone(site, "copyto", from.toString(), ":ftp:" + name).all();
  }

  @Override
  public String rename(Site site, String from, String to) {
    return rclone(site, "moveto", ":ftp:" + from, ":ftp:" + to).all();
  }

  @Override
  public String delete(Site site, String name) {
    return rclone(site, "deletefile", ":ftp:" + name).all();
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return rclone(site, "mkdir", ":ftp:" + name).all();
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return rclone(site, "rmdir", ":ftp:" + name).all();
  }

  @Override
  public List<String> names(Site site, String directory) {
    return rclone(site, "lsf", ":ftp:" + directory).out().lines().toList();
  }

  @Override
  public List<Looking.Seen> list(Site site) {
    return listed(rclone(site, "lsf", "--ftp-disable-mlsd", "--format", "pst", ":ftp:").out());
  }

  @Override
  public List<Looking.Seen> listForMachines(Site site) {
    return listed(rclone(site, "lsf", "--format", "pst", ":ftp:").out());
  }

  private static List<Looking.Seen> listed(String lines) {
    List<Looking.Seen> all = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      String[] facts = line.split(";", 3);
      boolean isDirectory = facts[0].endsWith("/");
      all.add(
          new Looking.Seen(
              isDirectory ? facts[0].substring(0, facts[0].length() - 1) : facts[0],
              isDirectory,
              isDirectory ? 0 : Long.parseLong(facts[1]),
              Instant.parse(facts[2].replace(' ', 'T') + "Z")));
    }
    return all;
  }

  /** Text is UTF-8 for it. */
  @Override
  public Tree tree() {
    return Tree.ODD.only(name -> true);
  }

  @Override
  public String mirrorDown(Site site, String directory, Path to) {
    return rclone(site, "sync", ALL, ":ftp:" + directory, to.toString()).all();
  }

  @Override
  public String mirrorUp(Site site, Path from, String directory) {
    return rclone(site, "sync", ALL, from.toString(), ":ftp:" + directory).all();
  }

  /** {@code rclone check} compares what both sides have, byte for byte here: FTP has no hashes. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void copiesAndChecksATree(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      Path there = tree().plant(site.files.resolve("there"));
      Path here = site.desk.resolve("here");
      String copied = rclone(site, "copy", ALL, ":ftp:there", here.toString()).all();
      Tree.assertSame(there, here, copied);
      rclone(site, "check", "--download", ":ftp:there", here.toString());
      String back = rclone(site, "copy", ALL, here.toString(), ":ftp:back").all();
      Tree.assertSame(here, site.files.resolve("back"), back);
      String checked = rclone(site, "check", "--download", here.toString(), ":ftp:back").all();
      assertTrue(checked.contains("300 matching files"), checked);
      Files.writeString(site.files.resolve("back/~tilde"), "other");
      String differs = rcloneFails(site, "check", "--download", here.toString(), ":ftp:back");
      assertTrue(differs.contains("1 differences found"), differs);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void syncsWhatHasChanged(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      Path there = Files.createDirectories(site.files.resolve("there"));
      for (String name : Tree.TAME.names()) {
        Files.write(there.resolve(name), Content.SOME);
      }
      Path here = site.desk.resolve("here");
      rclone(site, "sync", ALL, ":ftp:there", here.toString());
      change(there, "of the server");
      String down = rclone(site, "sync", ALL, ":ftp:there", here.toString()).all();
      Tree.assertSame(there, here, down);
      change(here, "of the client");
      String up = rclone(site, "sync", ALL, here.toString(), ":ftp:there").all();
      Tree.assertSame(here, there, up);
      assertEquals("of the client", Files.readString(there.resolve("UPPER.TXT")));
    }
  }

  /** Something new, something else, something less, and something with another name. */
  private static void change(Path root, String text) throws IOException {
    Files.createDirectories(root.resolve("new " + text + "/deeper"));
    Files.writeString(root.resolve("new " + text + "/deeper/file"), text);
    Files.writeString(root.resolve("UPPER.TXT"), text);
    Files.deleteIfExists(root.resolve("plain.txt"));
    Files.move(root.resolve("a.tar.gz"), root.resolve("of " + text));
    Files.writeString(root.resolve("a.tar.gz"), text);
  }

  private static Program.Output rclone(Site site, String... arguments) {
    Invocation invocation = invocation(site, arguments);
    return RCLONE.run(site, invocation.environment, invocation.arguments.toArray(String[]::new));
  }

  private static String rcloneFails(Site site, String... arguments) {
    Invocation invocation = invocation(site, arguments);
    return RCLONE
        .runToFailure(site, invocation.environment, invocation.arguments.toArray(String[]::new))
        .all();
  }

  private static Invocation invocation(Site site, String... arguments) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--config", "", "-vv", "--dump", "headers", "--ignore-times"));
    all.addAll(List.of("--retries", "1", "--low-level-retries", "1"));
    if (site.way == Way.PASV) {
      all.add("--ftp-disable-epsv");
    }
    all.addAll(List.of(arguments));
    Map<String, String> server =
        Map.of(
            "RCLONE_FTP_HOST",
            site.way.isIpv6() ? "[" + site.host() + "]" : site.host(),
            "RCLONE_FTP_PORT",
            site.port(),
            "RCLONE_FTP_USER",
            Site.USER,
            "RCLONE_FTP_PASS",
            OBSCURED,
            "RCLONE_FTP_ENCODING",
            "Slash");
    return new Invocation(server, List.copyOf(all));
  }

  private record Invocation(Map<String, String> environment, List<String> arguments) {}
}
