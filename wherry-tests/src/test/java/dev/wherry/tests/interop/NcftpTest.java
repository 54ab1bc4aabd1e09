package dev.wherry.tests.interop;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** NcFTP: ncftpget, ncftpput, ncftpls and ncftp itself. */
class NcftpTest
    implements Downloading,
        Downloading.Text,
        Downloading.Resuming,
        Uploading,
        Uploading.Text,
        Uploading.Appending,
        Uploading.Resuming,
        Connecting.Pasv,
        Connecting.Port,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Mirroring.Down,
        Mirroring.Up {

  private static final Program GET = new Program("ncftpget", "ncftp");
  private static final Program PUT = new Program("ncftpput", "ncftp");
  private static final Program LS = new Program("ncftpls", "ncftp");
  private static final Program SHELL = new Program("ncftp", "ncftp");

  @Override
  public String download(Site site, String name, Path to) {
    return run(GET, site, "-Z", "-C", site.host(), name, to.toString()).all();
  }

  @Override
  public String downloadText(Site site, String name, Path to) {
    return run(GET, site, "-a", "-C", site.host(), name, to.toString()).all();
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return run(GET, site, "-z", "-C", site.host(), name, to.toString()).all();
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return run(PUT, site, "-C", site.host(), from.toString(), name).all();
  }

  @Override
  public String uploadText(Site site, Path from, String name) {
    return run(PUT, site, "-a", "-C", site.host(), from.toString(), name).all();
  }

  @Override
  public String append(Site site, Path from, String name) {
    return run(PUT, site, "-A", "-C", site.host(), from.toString(), name).all();
  }

  /** Without {@code -s} it asks for the rest and sends everything, whatever the server. */
  @Override
  public String resumeUpload(Site site, Path from, String name) {
    return run(PUT, site, "-s", "-z", "-C", site.host(), from.toString(), name).all();
  }

  @Override
  public String rename(Site site, String from, String to) {
    return shell(site, "rename " + quoted(from) + " " + quoted(to));
  }

  @Override
  public String delete(Site site, String name) {
    return shell(site, "rm " + quoted(name));
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return shell(site, "mkdir " + quoted(name));
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return shell(site, "rmdir " + quoted(name));
  }

  @Override
  public List<String> names(Site site, String directory) {
    List<String> arguments = new ArrayList<>(options(site));
    arguments.addAll(List.of("-1", "ftp://" + site.host() + "/" + directory + "/"));
    return LS.run(site, arguments.toArray(String[]::new)).out().lines().toList();
  }

  /**
   * It passes over {@code ...}, confuses directories beside names of 255 bytes, and does not double
   * 0xFF, as Telnet wants it.
   */
  @Override
  public Tree tree() {
    return Tree.ODD.only(name -> !name.equals("...") && name.length() < 100);
  }

  @Override
  public String mirrorDown(Site site, String directory, Path to) {
    return run(GET, site, "-R", "-T", site.host(), site.desk.toString(), directory).all();
  }

  @Override
  public String mirrorUp(Site site, Path from, String directory) {
    return run(PUT, site, "-R", site.host(), "/", from.toString()).all();
  }

  private static Program.Output run(Program program, Site site, String... arguments) {
    List<String> all = new ArrayList<>(options(site));
    all.addAll(List.of("-V", "-d", "stdout"));
    all.addAll(List.of(arguments));
    return program.run(site, all.toArray(String[]::new));
  }

  private static List<String> options(Site site) {
    String direction = site.way.isPassive ? "-F" : "-E";
    return List.of(
        "-u", Site.USER, "-p", Site.PASSWORD, "-P", site.port(), "-t", "20", "-r", "1", direction);
  }

  private static String shell(Site site, String command) {
    String script =
        """
        debug 1
        open -u %s -p %s -P %s %s
        %s
        quit
        """
            .formatted(Site.USER, Site.PASSWORD, site.port(), site.host(), command);
    return SHELL.feed(site, script).all();
  }

  private static String quoted(String name) {
    return name.replaceAll("[\\x20-\\x7e&&[^A-Za-z0-9]]", "\\\\$0");
  }
}
