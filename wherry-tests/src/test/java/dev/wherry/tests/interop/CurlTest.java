package dev.wherry.tests.interop;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** curl, the command. */
class CurlTest
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

  private static final Program CURL = new Program("curl", "curl");

  @Override
  public String download(Site site, String name, Path to) {
    return curl(site, site.url(name), "--output", to.toString()).all();
  }

  @Override
  public String downloadText(Site site, String name, Path to) {
    return curl(site, site.url(name), "--use-ascii", "--output", to.toString()).all();
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return curl(site, site.url(name), "--continue-at", "-", "--output", to.toString()).all();
  }

  @Override
  public void breakDownload(Site site, String name, Path to) {
    CURL.runUntil(
        to,
        site,
        "",
        arguments(site, site.url(name), "--limit-rate", "1M", "--output", to.toString()));
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return curl(site, site.url(name), "--upload-file", from.toString()).all();
  }

  @Override
  public String uploadText(Site site, Path from, String name) {
    return curl(site, site.url(name), "--use-ascii", "--upload-file", from.toString()).all();
  }

  @Override
  public String append(Site site, Path from, String name) {
    return curl(site, site.url(name), "--append", "--upload-file", from.toString()).all();
  }

  @Override
  public String resumeUpload(Site site, Path from, String name) {
    return curl(site, site.url(name), "--continue-at", "-", "--upload-file", from.toString()).all();
  }

  @Override
  public void breakUpload(Site site, Path from, String name, Path there) {
    CURL.runUntil(
        there,
        site,
        "",
        arguments(site, site.url(name), "--limit-rate", "1M", "--upload-file", from.toString()));
  }

  @Override
  public String rename(Site site, String from, String to) {
    return says(site, "RNFR " + from, "RNTO " + to);
  }

  @Override
  public String delete(Site site, String name) {
    return says(site, "DELE " + name);
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return says(site, "MKD " + name);
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return says(site, "RMD " + name);
  }

  @Override
  public List<String> names(Site site, String directory) {
    return curl(site, site.url(directory + "/"), "--list-only").out().lines().toList();
  }

  @Override
  public long size(Site site, String name) {
    return Long.parseLong(head(site, name, "Content-Length: "));
  }

  @Override
  public Instant modified(Site site, String name) {
    String time = head(site, name, "Last-Modified: ");
    return ZonedDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private static String head(Site site, String name, String header) {
    return curl(site, site.url(name), "--head")
        .out()
        .lines()
        .filter(line -> line.startsWith(header))
        .map(line -> line.substring(header.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static String says(Site site, String... commands) {
    List<String> options = new ArrayList<>();
    for (String command : commands) {
      options.add("--quote");
      options.add(command);
    }
    return curl(site, site.url(""), options.toArray(String[]::new)).all();
  }

  private static Program.Output curl(Site site, String url, String... options) {
    return CURL.run(site, arguments(site, url, options));
  }

  private static String[] arguments(Site site, String url, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--disable", "--verbose", "--no-progress-meter", "--globoff"));
    arguments.addAll(List.of("--user", Site.USER + ":" + Site.PASSWORD));
    arguments.addAll(
        switch (site.way) {
          case OWN_CHOICE, EPSV, EPSV_IPV6 -> List.of();
          case PASV -> List.of("--disable-epsv");
          case EPRT, EPRT_IPV6 -> List.of("--ftp-port", "-");
          case PORT -> List.of("--ftp-port", "-", "--disable-eprt");
        });
    arguments.addAll(List.of(options));
    arguments.add(url);
    return arguments.toArray(String[]::new);
  }
}
