package dev.wherry.tests.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.tests.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.net.PrintCommandListener;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;

/** Apache Commons Net. */
class CommonsNetTest
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
        Connecting.EpsvIpv6,
        Connecting.EprtIpv6,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Looking.Listing,
        Looking.MachineListing,
        Looking.Facts {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PIECE = 10_000;

  @Override
  public String download(Site site, String name, Path to) throws IOException {
    return in(site, ftp -> fetch(ftp, name, to));
  }

  @Override
  public String downloadText(Site site, String name, Path to) throws IOException {
    return in(
        site,
        ftp -> {
          ftp.setFileType(FTP.ASCII_FILE_TYPE);
          return fetch(ftp, name, to);
        });
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) throws IOException {
    return in(
        site,
        ftp -> {
          ftp.setRestartOffset(Files.size(to));
          return fetch(ftp, name, to);
        });
  }

  private static boolean fetch(FTPClient ftp, String name, Path to) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(to, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      return ftp.retrieveFile(name, out);
    }
  }

  @Override
  public void breakDownload(Site site, String name, Path to) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    try (InputStream in = ftp.retrieveFileStream(name)) {
      Files.write(to, in.readNBytes(PIECE));
    }
    ftp.disconnect();
  }

  @Override
  public String upload(Site site, Path from, String name) throws IOException {
    return in(site, ftp -> send(ftp, from, name));
  }

  @Override
  public String uploadText(Site site, Path from, String name) throws IOException {
    return in(
        site,
        ftp -> {
          ftp.setFileType(FTP.ASCII_FILE_TYPE);
          return send(ftp, from, name);
        });
  }

  private static boolean send(FTPClient ftp, Path from, String name) throws IOException {
    try (InputStream in = Files.newInputStream(from)) {
      return ftp.storeFile(name, in);
    }
  }

  @Override
  public String append(Site site, Path from, String name) throws IOException {
    return in(
        site,
        ftp -> {
          try (InputStream in = Files.newInputStream(from)) {
            return ftp.appendFile(name, in);
          }
        });
  }

  @Override
  public String resumeUpload(Site site, Path from, String name) throws IOException {
    return in(
        site,
        ftp -> {
          long size = Long.parseLong(ftp.getSize(name));
          ftp.setRestartOffset(size);
          try (InputStream in = Files.newInputStream(from)) {
            in.skipNBytes(size);
            return ftp.storeFile(name, in);
          }
        });
  }

  @Override
  public void breakUpload(Site site, Path from, String name, Path there) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    OutputStream out = ftp.storeFileStream(name);
    out.write(Arrays.copyOf(Content.MUCH, PIECE));
    out.flush();
    Eventually.equal(true, () -> there.toFile().length() > 0, "something has come");
    ftp.disconnect();
  }

  @Override
  public String rename(Site site, String from, String to) throws IOException {
    return in(site, ftp -> ftp.rename(from, to));
  }

  @Override
  public String delete(Site site, String name) throws IOException {
    return in(site, ftp -> ftp.deleteFile(name));
  }

  @Override
  public String makeDirectory(Site site, String name) throws IOException {
    return in(site, ftp -> ftp.makeDirectory(name));
  }

  @Override
  public String removeDirectory(Site site, String name) throws IOException {
    return in(site, ftp -> ftp.removeDirectory(name));
  }

  @Override
  public List<String> names(Site site, String directory) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    ftp.changeWorkingDirectory(directory);
    List<String> names = List.of(ftp.listNames());
    ftp.disconnect();
    return names;
  }

  @Override
  public List<Looking.Seen> list(Site site) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    List<Looking.Seen> all = seen(ftp.listFiles());
    ftp.disconnect();
    return all;
  }

  @Override
  public List<Looking.Seen> listForMachines(Site site) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    List<Looking.Seen> all = seen(ftp.mlistDir());
    ftp.disconnect();
    return all;
  }

  private static List<Looking.Seen> seen(FTPFile[] files) {
    return Arrays.stream(files)
        .map(file ->
            new Looking.Seen(
                file.getName(),
                file.isDirectory(),
                file.isDirectory() ? 0 : file.getSize(),
                file.getTimestampInstant()))
        .toList();
  }

  @Override
  public long size(Site site, String name) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    String size = ftp.getSize(name);
    ftp.disconnect();
    return Long.parseLong(size);
  }

  @Override
  public Instant modified(Site site, String name) throws IOException {
    FTPClient ftp = new FTPClient();
    login(ftp, site);
    Instant time = ftp.mdtmInstant(name);
    ftp.disconnect();
    return time;
  }

  private static String in(Site site, Work work) throws IOException {
    FTPClient ftp = new FTPClient();
    ByteArrayOutputStream dialogue = new ByteArrayOutputStream();
    ftp.addProtocolCommandListener(
        new PrintCommandListener(new PrintWriter(dialogue, true, StandardCharsets.UTF_8)));
    login(ftp, site);
    boolean done = work.with(ftp);
    ftp.logout();
    ftp.disconnect();
    String transcript = dialogue.toString(StandardCharsets.UTF_8);
    assertTrue(done, transcript);
    return transcript;
  }

  private static void login(FTPClient ftp, Site site) throws IOException {
    ftp.setControlEncoding(StandardCharsets.UTF_8);
    ftp.setConnectTimeout((int) PATIENCE.toMillis());
    ftp.setDefaultTimeout((int) PATIENCE.toMillis());
    ftp.setDataTimeout(PATIENCE);
    ftp.setUseEPSVwithIPv4(site.way == Way.EPSV);
    ftp.connect(site.host(), Integer.parseInt(site.port()));
    assertTrue(ftp.login(Site.USER, Site.PASSWORD), ftp.getReplyString());
    assertTrue(ftp.setFileType(FTP.BINARY_FILE_TYPE), ftp.getReplyString());
    if (site.way.isPassive) {
      ftp.enterLocalPassiveMode();
    }
  }

  private interface Work {

    boolean with(FTPClient ftp) throws IOException;
  }
}
