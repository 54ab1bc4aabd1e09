package dev.wherry.tests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.tests.Client;
import dev.wherry.tests.OnEveryTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** draft-somers-ftp-mfxx: MFMT, MFCT and MFF; and how clients changed facts before it. */
class FactsTest extends OnEveryTransport {

  private static final String THEN = "20020717210715";
  private static final Instant INSTANT = Instant.parse("2002-07-17T21:07:15Z");
  private static final String LATER = "20030717210715";

  @Test
  void mfmtSetsTheTimeOfTheModification() throws IOException {
    Path file = write("file", "content");
    client.says("MFMT " + THEN + " file").hears("213 Modify=20020717210715; file");
    assertEquals(INSTANT, modified(file));
    client.says("MDTM file").hears("213 20020717210715");
    client.says("MFMT " + THEN + ".25 file").hears("213 Modify=20020717210715.25; file");
    assertEquals(INSTANT.plusMillis(250), modified(file));
  }

  @Test
  void mfmtTakesNamesAsTheyAreAndDirectories() throws IOException {
    Path file = write(" a name ", "");
    Path directory = Files.createDirectory(home.resolve("directory"));
    client.says("MFMT " + THEN + "  a name ").hears("213 Modify=20020717210715;  a name ");
    client.says("MFMT " + THEN + " /directory").hears("213 Modify=20020717210715; /directory");
    assertEquals(INSTANT, modified(file));
    assertEquals(INSTANT, modified(directory));
  }

  @Test
  void mfmtRefusesWhatIsNoTime() throws IOException {
    Instant before = modified(write("file", ""));
    for (String time :
        new String[] {
          "2002071721071",
          "20021317210715",
          "20020230210715",
          "20020717250715",
          "x",
          "-1",
          "20020717210715."
        }) {
      client.says("MFMT " + time + " file");
      client.hears("501 Use: MFMT YYYYMMDDHHMMSS path, in UTC.");
    }
    client.says("MFMT " + THEN).hears(501);
    client.says("MFMT").hears("501 Use: MFMT time path");
    client.says("MFMT " + THEN + " missing").hears("550 No such file or directory.");
    assertEquals(before, modified(home.resolve("file")));
  }

  /** Few file systems can set it; whether or not this one can, the modification stays. */
  @Test
  void mfctSetsTheTimeOfTheCreationOrSaysNo() throws IOException {
    Path file = write("file", "");
    Files.setLastModifiedTime(file, FileTime.from(INSTANT));
    String reply = client.says("MFCT " + LATER + " file").line();
    assertTrue(
        reply.equals("213 Create=" + LATER + "; file")
            || reply.equals("550 The file system cannot set the time of creation."),
        reply);
    assertEquals(INSTANT, modified(file));
    client.says("MFCT " + LATER + " missing").hears(550);
    client.says("MFCT now file").hears("501 Use: MFCT YYYYMMDDHHMMSS path, in UTC.");
  }

  @Test
  void mffSetsSeveralFactsAtOnce() throws IOException {
    Path file = write("a file", "");
    client.says("MFF Modify=20020717210715;unix.MODE=640; a file");
    client.hears("213 modify=20020717210715;UNIX.mode=640; a file");
    assertEquals(INSTANT, modified(file));
    assertEquals("rw-r-----", mode(file));
    client.says("MFF UNIX.mode=0600; a file").hears("213 UNIX.mode=0600; a file");
    assertEquals("rw-------", mode(file));
  }

  @Test
  void mffChangesNothingIfOneFactIsWrong() throws IOException {
    Path file = write("file", "");
    Files.setLastModifiedTime(file, FileTime.from(INSTANT));
    String mode = mode(file);
    client.says("MFF modify=" + LATER + ";UNIX.mode=999; file");
    client.hears("501 A value is not what its fact takes.");
    client.says("MFF UNIX.mode=600;modify=yesterday; file").hears(501);
    client.says("MFF modify=" + LATER + ";create=" + LATER + "; file");
    client.hears("504 MFF can change modify and UNIX.mode here.");
    client.says("MFF modify=" + LATER + ";UNIX.mode=4755; file").hears(501);
    client.says("MFF modify=" + LATER + " file").hears("501 Use: MFF fact=value; path");
    client.says("MFF file").hears(501);
    client.says("MFF modify=" + LATER + "; missing").hears(550);
    assertEquals(INSTANT, modified(file));
    assertEquals(mode, mode(file));
  }

  @Test
  void mffNeedsBothPermissionsForBothFacts() throws IOException {
    Path file = write("file", "");
    Files.setLastModifiedTime(file, FileTime.from(INSTANT));
    Client timely = permitted(Permissions.READ_WRITE.minus(Permission.CHANGE_MODE));
    timely.says("MFF modify=" + LATER + ";UNIX.mode=600; file");
    timely.hears("550 You are not permitted to change the mode.");
    assertEquals(INSTANT, modified(file));
    timely.says("MFF modify=" + LATER + "; file").hears(213);
  }

  @Test
  void mdtmWithATimeSetsIt() throws IOException {
    Path file = write("a file", "");
    client.says("MDTM " + THEN + " a file").hears("213 20020717210715");
    assertEquals(INSTANT, modified(file));
    client.says("MDTM " + THEN + " missing").hears(550);
  }

  @Test
  void mdtmPrefersAFileThatIsCalledLikeThat() throws IOException {
    Path file = write("file", "");
    Path named = write(THEN + " file", "");
    Files.setLastModifiedTime(named, FileTime.from(INSTANT.plusSeconds(5)));
    Instant before = modified(file);
    client.says("MDTM " + THEN + " file").hears("213 20020717210720");
    assertEquals(before, modified(file));
  }

  @Test
  void siteChmodSetsTheMode() throws IOException {
    Path file = write(" a file", "");
    Path directory = Files.createDirectory(home.resolve("directory"));
    client.says("SITE CHMOD 640  a file").hears("200 The mode is changed.");
    assertEquals("rw-r-----", mode(file));
    client.says("site chmod 0751 directory").hears(200);
    assertEquals("rwxr-x--x", mode(directory));
    client.says("SITE CHMOD 1777 directory").hears(200);
    assertEquals(01777, (int) Files.getAttribute(directory, "unix:mode") & 07777);
  }

  @Test
  void siteChmodRefusesWhatIsNoModeOrGivesRightsAway() throws IOException {
    Path file = write("file", "");
    String mode = mode(file);
    for (String wrong :
        new String[] {"4755", "2755", "6777", "888", "77", "00777", "u+x", "-644"}) {
      client.says("SITE CHMOD " + wrong + " file");
      client.hears("501 Use: SITE CHMOD mode path, the mode in octal up to 1777.");
    }
    client.says("SITE CHMOD 644").hears(501);
    client.says("SITE CHMOD").hears("501 Use: SITE CHMOD mode path");
    client.says("SITE CHMOD 644 missing").hears("550 No such file or directory.");
    assertEquals(mode, mode(file));
  }

  @Test
  void siteUtimeHasAShortForm() throws IOException {
    Path file = write("a file", "");
    client.says("SITE UTIME 200207172107 a file").hears("200 The time is changed.");
    assertEquals(Instant.parse("2002-07-17T21:07:00Z"), modified(file));
    client.says("SITE UTIME " + THEN + " a file").hears(200);
    assertEquals(INSTANT, modified(file));
    client.says("SITE UTIME yesterday file").hears(501);
    client.says("SITE UTIME " + THEN + " missing").hears(550);
  }

  @Test
  void siteUtimeHasALongForm() throws IOException {
    for (String name :
        new String[] {"file", "a  file ", "stra\u00dfe", "UTC", "a UTC", "\u0130 x"}) {
      Path file = Files.createFile(home.resolve(name));
      client.says("SITE UTIME " + name + " 20010101000000 " + THEN + " 20010101000000 UTC");
      client.hears("200 The time is changed.");
      assertEquals(INSTANT, modified(file), name);
    }
  }

  @Test
  void siteUmaskKeepsRightsFromWhatIsMade() throws IOException {
    client.says("SITE UMASK").hears("200 The UMASK is the server's own.");
    client.says("SITE UMASK 077").hears("200 The UMASK is 077.");
    client.says("SITE UMASK").hears("200 The UMASK is 077.");
    client.storesText("STOR stored", "content");
    client.storesText("APPE appended", "content");
    client.says("MKD made").hears(257);
    client.says("SITE MKDIR deep/deeper").hears(200);
    client.says("SITE CPFR stored").hears(350);
    client.says("SITE CPTO copied").hears(250);
    client.says("COMB joined appended").hears(250);
    assertEquals("rw-------", mode(home.resolve("stored")));
    assertEquals("rwx------", mode(home.resolve("made")));
    assertEquals("rwx------", mode(home.resolve("deep")));
    assertEquals("rwx------", mode(home.resolve("deep/deeper")));
    assertEquals("rw-------", mode(home.resolve("copied")));
    assertEquals("rw-------", mode(home.resolve("joined")));
    client.says("SITE UMASK 027").hears(200);
    client.storesText("STOR another", "content");
    assertEquals("rw-r-----", mode(home.resolve("another")));
  }

  @Test
  void siteUmaskTakesOctalNumbersOnly() {
    for (String wrong : new String[] {"8", "77", "888", "1777", "u=rwx"}) {
      client.says("SITE UMASK " + wrong).hears("501 Use: SITE UMASK mask, in octal.");
    }
  }

  @Test
  void changesNeedPermission() throws IOException {
    Instant before = modified(write("file", ""));
    Client reader = permitted(Permissions.READ_ONLY);
    for (String command :
        new String[] {
          "MFMT " + THEN + " file",
          "MFCT " + THEN + " file",
          "MFF modify=" + THEN + "; file",
          "SITE CHMOD 600 file",
          "SITE UTIME " + THEN + " file",
          "SITE UMASK 077"
        }) {
      reader.says(command).hears("550 You are not permitted to do that.");
    }
    reader.says("MDTM " + THEN + " file").hears("550 You are not permitted to change the time.");
    assertEquals(before, modified(home.resolve("file")));
  }

  @Test
  void whatLiesOutsideIsNotTouched(@TempDir Path outside) throws IOException {
    Path file = Files.createFile(outside.resolve("file"));
    Files.setLastModifiedTime(file, FileTime.from(INSTANT));
    String mode = mode(file);
    Files.createSymbolicLink(home.resolve("link"), file);
    Files.createSymbolicLink(home.resolve("out"), outside);
    for (String name : new String[] {"link", "out/file", "out", "../file"}) {
      client.says("MFMT " + LATER + " " + name).hears("550 No such file or directory.");
      client.says("MFCT " + LATER + " " + name).hears("550 No such file or directory.");
      client.says("MFF UNIX.mode=777; " + name).hears("550 No such file or directory.");
      client.says("MDTM " + LATER + " " + name).hears("550 No such file or directory.");
      client.says("SITE CHMOD 777 " + name).hears("550 No such file or directory.");
      client.says("SITE UTIME " + LATER + " " + name).hears("550 No such file or directory.");
    }
    assertEquals(INSTANT, modified(file));
    assertEquals(mode, mode(file));
  }

  private static Instant modified(Path path) throws IOException {
    return Files.getLastModifiedTime(path).toInstant();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
