package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wherry.io.TransportType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** tnftp, NetBSD's ftp, a descendant of the first one. */
class TnftpTest
    implements Downloading,
        Downloading.Text,
        Downloading.Breaking,
        Uploading,
        Uploading.Text,
        Uploading.Appending,
        Uploading.Breaking,
        Connecting.Pasv,
        Connecting.Epsv,
        Connecting.Port,
        Connecting.Eprt,
        Connecting.EpsvIpv6,
        Connecting.EprtIpv6,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Looking.Facts {

  private static final Program TNFTP = new Program("tnftp", "tnftp");

  @Override
  public String download(Site site, String name, Path to) {
    return tnftp(site, "binary", "get " + quoted(name) + " " + to);
  }

  @Override
  public String downloadText(Site site, String name, Path to) {
    return tnftp(site, "ascii", "get " + quoted(name) + " " + to);
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return tnftp(site, "binary", "reget " + quoted(name) + " " + to);
  }

  @Override
  public void breakDownload(Site site, String name, Path to) {
    TNFTP.runUntil(
        to,
        site,
        script(site, "binary", "rate get 200000", "get " + quoted(name) + " " + to),
        options(site));
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return tnftp(site, "binary", "put " + from + " " + quoted(name));
  }

  @Override
  public String uploadText(Site site, Path from, String name) {
    return tnftp(site, "ascii", "put " + from + " " + quoted(name));
  }

  @Override
  public String append(Site site, Path from, String name) {
    return tnftp(site, "binary", "append " + from + " " + quoted(name));
  }

  @Override
  public String resumeUpload(Site site, Path from, String name) throws IOException {
    return tnftp(site, "binary", "restart " + size(site, name), "put " + from + " " + quoted(name));
  }

  @Override
  public void breakUpload(Site site, Path from, String name, Path there) {
    TNFTP.runUntil(
        there,
        site,
        script(site, "binary", "rate put 200000", "put " + from + " " + quoted(name)),
        options(site));
  }

  @Override
  public String rename(Site site, String from, String to) {
    return tnftp(site, "rename " + quoted(from) + " " + quoted(to));
  }

  @Override
  public String delete(Site site, String name) {
    return tnftp(site, "delete " + quoted(name));
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return tnftp(site, "mkdir " + quoted(name));
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return tnftp(site, "rmdir " + quoted(name));
  }

  @Override
  public List<String> names(Site site, String directory) throws IOException {
    tnftp(site, "cd " + quoted(directory), "nlist . names");
    return Files.readAllLines(site.desk.resolve("names"));
  }

  @Override
  public long size(Site site, String name) {
    String dialogue = tnftp(site, "binary", "size " + quoted(name));
    return Long.parseLong(told(dialogue, Pattern.compile("\n213 (\\d+)\n")));
  }

  @Override
  public Instant modified(Site site, String name) {
    String dialogue = tnftp(site, "modtime " + quoted(name));
    String time = told(dialogue, Pattern.compile(name + "\t(.+)"));
    return ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  /** It leaves the pattern to the server, as NLST. */
  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void downloadsSeveralFilesByPattern(TransportType transport) throws IOException {
    try (Site site = Site.of(transport)) {
      site.serve("one file.bin", Content.LITTLE);
      site.serve("tẅo.bin", Content.SOME);
      site.serve("three.txt", Content.TEXT);
      String transcript = tnftp(site, "binary", "mget *.bin");
      assertContent(Content.LITTLE, site.desk.resolve("one file.bin"), transcript);
      assertContent(Content.SOME, site.desk.resolve("tẅo.bin"), transcript);
      assertFalse(Files.exists(site.desk.resolve("three.txt")), transcript);
    }
  }

  private static String told(String dialogue, Pattern pattern) {
    return pattern
        .matcher(dialogue)
        .results()
        .map((MatchResult result) -> result.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError(dialogue));
  }

  private static String tnftp(Site site, String... commands) {
    return TNFTP.feed(site, script(site, commands), options(site)).all();
  }

  private static String[] options(Site site) {
    String direction = site.way.isPassive ? "-p" : "-A";
    return new String[] {"-n", "-i", "-d", "-v", direction, site.host(), site.port()};
  }

  private static String script(Site site, String... commands) {
    String login = "user " + Site.USER + " " + Site.PASSWORD + "\n";
    boolean isOld = site.way == Way.PASV || site.way == Way.PORT;
    return login + (isOld ? "epsv4\n" : "") + String.join("\n", commands) + "\nquit\n";
  }

  /** A backslash takes whatever follows as it is; it knows no such thing within quotes. */
  private static String quoted(String name) {
    return name.replaceAll("[\\x20-\\x7e&&[^A-Za-z0-9]]", "\\\\$0");
  }
}
