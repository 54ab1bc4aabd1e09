package dev.wherry.tests.interop;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Python's ftplib. */
class PythonFtplibTest
    implements Downloading,
        Downloading.Text,
        Downloading.Breaking,
        Uploading,
        Uploading.Text,
        Uploading.Appending,
        Uploading.Breaking,
        Connecting.Pasv,
        Connecting.Port,
        Connecting.EpsvIpv6,
        Connecting.EprtIpv6,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Looking.MachineListing,
        Looking.Facts {

  private static final Program PYTHON = new Program("python3", "python3");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

  private static final String SCRIPT =
      """
      import ftplib, os, sys
      host, port, user, password, mode, operation, *args = sys.argv[1:]
      ftp = ftplib.FTP()
      ftp.set_debuglevel(1)
      ftp.connect(host, int(port), timeout=20)
      ftp.login(user, password)
      ftp.set_pasv(mode == "passive")

      def download(name, to):
          with open(to, "wb") as file:
              ftp.retrbinary("RETR " + name, file.write)

      def download_text(name, to):
          with open(to, "w", encoding="utf-8", newline="\\n") as file:
              ftp.retrlines("RETR " + name, lambda line: print(line, file=file))

      def resume_download(name, to):
          with open(to, "ab") as file:
              ftp.retrbinary("RETR " + name, file.write, rest=file.tell())

      def break_download(name, to):
          with open(to, "wb") as file:
              def write(block):
                  file.write(block)
                  file.flush()
                  os._exit(0)
              ftp.retrbinary("RETR " + name, write)

      def upload(source, name):
          with open(source, "rb") as file:
              ftp.storbinary("STOR " + name, file)

      def upload_text(source, name):
          with open(source, "rb") as file:
              ftp.storlines("STOR " + name, file)

      def append(source, name):
          with open(source, "rb") as file:
              ftp.storbinary("APPE " + name, file)

      def resume_upload(source, name):
          ftp.voidcmd("TYPE I")
          size = ftp.size(name)
          with open(source, "rb") as file:
              file.seek(size)
              ftp.storbinary("STOR " + name, file, rest=size)

      def break_upload(source, name, there):
          with open(source, "rb") as file:
              def sent(block):
                  if os.path.exists(there) and os.path.getsize(there) > 0:
                      os._exit(0)
              ftp.storbinary("STOR " + name, file, blocksize=1000, callback=sent)

      def facts(path):
          for name, facts in ftp.mlsd(path):
              print(facts["type"], facts.get("size", 0), facts["modify"], name, sep="\\t", file=sys.stderr)

      def names(path):
          ftp.cwd(path)
          for name in ftp.nlst():
              print(name, file=sys.stderr)

      def size(name):
          ftp.voidcmd("TYPE I")
          print(ftp.size(name), file=sys.stderr)

      def modified(name):
          print(ftp.sendcmd("MDTM " + name)[4:], file=sys.stderr)

      operations = dict(rename=ftp.rename, delete=ftp.delete, mkd=ftp.mkd, rmd=ftp.rmd)
      (operations.get(operation) or globals()[operation])(*args)
      ftp.quit()
      """;

  @Override
  public String download(Site site, String name, Path to) {
    return python(site, "download", name, to.toString()).all();
  }

  @Override
  public String downloadText(Site site, String name, Path to) {
    return python(site, "download_text", name, to.toString()).all();
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return python(site, "resume_download", name, to.toString()).all();
  }

  @Override
  public void breakDownload(Site site, String name, Path to) {
    python(site, "break_download", name, to.toString());
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return python(site, "upload", from.toString(), name).all();
  }

  @Override
  public String uploadText(Site site, Path from, String name) {
    return python(site, "upload_text", from.toString(), name).all();
  }

  @Override
  public String append(Site site, Path from, String name) {
    return python(site, "append", from.toString(), name).all();
  }

  @Override
  public String resumeUpload(Site site, Path from, String name) {
    return python(site, "resume_upload", from.toString(), name).all();
  }

  @Override
  public void breakUpload(Site site, Path from, String name, Path there) {
    python(site, "break_upload", from.toString(), name, there.toString());
  }

  @Override
  public String rename(Site site, String from, String to) {
    return python(site, "rename", from, to).all();
  }

  @Override
  public String delete(Site site, String name) {
    return python(site, "delete", name).all();
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return python(site, "mkd", name).all();
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return python(site, "rmd", name).all();
  }

  @Override
  public List<String> names(Site site, String directory) {
    return python(site, "names", directory).err().lines().toList();
  }

  @Override
  public List<Looking.Seen> listForMachines(Site site) {
    List<Looking.Seen> all = new ArrayList<>();
    for (String line : python(site, "facts", "").err().lines().toList()) {
      String[] facts = line.split("\t", 4);
      all.add(
          new Looking.Seen(
              facts[3], facts[0].equals("dir"), Long.parseLong(facts[1]), instant(facts[2])));
    }
    return all;
  }

  @Override
  public long size(Site site, String name) {
    return Long.parseLong(python(site, "size", name).err().strip());
  }

  @Override
  public Instant modified(Site site, String name) {
    return instant(python(site, "modified", name).err().strip());
  }

  private static Instant instant(String time) {
    return LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
  }

  private static Program.Output python(Site site, String operation, String... arguments) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-I", "-c", SCRIPT, site.host(), site.port(), Site.USER, Site.PASSWORD));
    all.addAll(List.of(site.way.isPassive ? "passive" : "active", operation));
    all.addAll(List.of(arguments));
    return PYTHON.run(site, all.toArray(String[]::new));
  }
}
