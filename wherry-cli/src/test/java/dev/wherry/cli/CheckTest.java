package dev.wherry.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wherry check} and {@code wherry passwd}, and what {@code serve} says of a bad file. */
class CheckTest {

  private static final String HASH = "$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void explainsAConfiguration() throws IOException {
    Files.createDirectories(directory.resolve("anna"));
    Files.createDirectories(directory.resolve("logs"));
    Path file =
        write(
            "wherry.yaml",
            """
            listen: 127.0.0.1
            port: 21
            poller: nio
            loops: 1
            uploads: in-place
            symlinks: never
            listing-age: 1500ms
            transfer-log: transfers.log
            event-log: logs/events.json
            proxies: [10.0.0.0/8]
            deny: 192.0.2.0/24
            passive:
              ports: 61000-61009
              exposed-from: 50000
              address: 203.0.113.7
              addresses:
                - clients: 10.0.0.0/8
                  address: local
            limits:
              sessions: 500
              sessions-per-address: 10
              idle: 2m
              transfers-per-session: 100
              per-session: {download: 1 MB/s}
            defence:
              ban-score: 20
            users:
              anna:
                password: HASH
                home: ./%u
                permissions: read-write
                rules:
                  /outgoing: read-only
                  /.secret: hidden
                upload: 500 kB/s
              old:
                symlinks: follow
                password: 21232f297a57a5a743894a0e4a801fc3
                home: old
            """);
    assertEquals(0, run("check", file.toString()), err::toString);
    assertEquals(
        """
        FILE is in order.
        Listens on 127.0.0.1, port 21, by nio, with 1 loop.
        Uploads are seen under their names while they last.
        Symbolic links are listed and not followed.
        Listings are sent again for up to 1500 milliseconds while the system says that nothing has changed.
        Believes the PROXY headers of 10.0.0.0/8.
        Turns away clients from 192.0.2.0/24.
        There is no TLS: passwords and files cross the network in clear.
        Passive ports are 61000 to 61009, which clients know as 50000 to 50009.
        PASV tells clients from 10.0.0.0/8 the address they have connected to.
        PASV tells clients the address 203.0.113.7.
        Transfers are logged in DIR/transfers.log.
        Logins, transfers and changed files are logged in DIR/logs/events.json.
        At most 500 sessions, 10 from one address; idle for 2 minutes, 1 minute and 3 attempts to log in.
        At most 100 transfers in one session.
        Those of a session move up to 1.0 MB/s down.
        An address is banned for 10 minutes at 20 points in 10 minutes.
        anna: may do everything in DIR/anna.
          /outgoing: may enter, list, read
          /.secret: hidden
          All sessions together move up to 500.0 kB/s up.
        old: may enter, list, read in DIR/old.
          Symbolic links lead wherever they point to, out of the homes, too.
        Warning: old cannot log in as long as there is no directory DIR/old.
        Warning: the password of old is kept as a plain digest; set it anew soon.
        """
            .replace("FILE", file.toString())
            .replace("DIR", directory.toString()),
        out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "prot: 21 | 1:1: there is no 'prot' here; did you mean 'port'?",
        "port: 70000 | 1:7: 'port': 70000 is not 0 to 65535",
        "port: many | 1:7: 'port': 'many' is not a number",
        "port: | 1:1: 'port' has no value",
        "port: [1] | 1:7: 'port' has one value, and nothing below it",
        "poller: epol | 1:9: 'poller': there is no 'epol', only auto, epoll, kqueue, poll, select"
            + " and nio",
        "uploads: in_place | 1:10: 'uploads': 'in_place' is none of atomic, in-place; did you mean"
            + " 'in-place'?",
        "passive: {ports: 9-3} | 1:18: 'ports': '9-3' is not a range of ports, such as 50000-50099",
        "passive: {ports: 2000-3000} | 1:18: the passive ports hold port 2121, where clients log"
            + " in",
        "passive: {ports: 40000-50000, exposed-from: 60000} | 1:45: passive ports exposed from"
            + " 60000 on do not fit within 1 to 65535; there are 10001",
        "allow: [10.0.0.1/8] | 1:9: 'allow': '10.0.0.1/8' has bits behind its prefix of 8; did you"
            + " mean 10.0.0.0/8?",
        "limits: {idle: 5} | 1:16: 'idle': '5' is not a time with its unit, such as 90s, 5m or"
            + " 1h30m",
        "limits: {sesions: 5} | 1:10: there is no 'sesions' here; did you mean 'sessions'?",
        "limits: {transfers-per-session: 0} | 1:33: 'transfers-per-session': 0 is not 1 or more",
        "symlinks: folow | 1:11: 'symlinks': 'folow' is none of never, inside, follow; did you mean"
            + " 'follow'?",
        "limits: 5 | 1:9: 'limits' has keys with values below it",
        "users-file: nobody.yaml | 1:13: 'users-file': DIR/nobody.yaml: there is no such file",
        "users: {anna: {password: secret, home: x}} | 1:26: 'password': this is not a hash of a"
            + " password; 'wherry passwd' makes one",
        "users: [ | 1:9: this is not YAML: expected the node content, but found '<stream end>'",
        "tls: {required: [login, dta]} | 1:25: 'required': 'dta' is none of login, control, data;"
            + " did you mean 'data'?",
        "transfer-log: none/log | 1:15: 'transfer-log': there is no directory DIR/none",
        "event-log: none/log | 1:12: 'event-log': there is no directory DIR/none",
        "tls: {certificate: no.pem} | 1:20: 'certificate': DIR/no.pem is not there",
        "users-jdcb: {} | 1:1: there is no 'users-jdcb' here; did you mean 'users-jdbc'?",
        "users-jdbc: {url: 'jdbc:postgresql:x', query: select} | 1:47: 'query': the query has one"
            + " ?, for the user's name: select password, home from users where name = ?",
        "users-jdbc: {url: 'jdbc:postgresql:x'} | 1:13: 'users-jdbc' has a 'query'",
        "users-jdbc: {url: 'jdbc:mysql://x/y', query: '?'} | 1:19: there is no driver for"
            + " jdbc:mysql://x/y; name its JAR file",
        "users-jdbc: {url: 'jdbc:postgresql:x', query: '?', driver: no.jar} | 1:60: there is no"
            + " driver DIR/no.jar that may be read",
        "users-jdbc: {url: 'jdbc:postgresql:x', query: '?', password-file: no} | 1:67:"
            + " 'password-file': DIR/no is not there",
        "users-jdbc: {url: 'jdbc:postgresql:x', query: '?', defaults: {hom: x}} | 1:63: there is"
            + " no 'hom' here; did you mean 'home'?",
        "users-jdbc: {url: 'jdbc:postgresql:x', query: '?', timeout: 5ms} | 1:61: 'timeout': the"
            + " timeout of a database is 250ms or more",
        "users-http: {url: 'ftp://x'} | 1:19: 'url': the URL of a service looks like"
            + " https://accounts.example.org/ftp",
        "users-http: {url: 'https://x', tokn: y} | 1:32: there is no 'tokn' here; did you mean"
            + " 'token'?",
        "users-http: {url: 'https://x', token: a b} | 1:39: a token has letters, digits and the"
            + " signs - . _ ~ + /, and nothing else",
        "users-http: {url: 'https://x', ca: no.pem} | 1:36: 'ca': the certificates of DIR/no.pem:"
            + " there is no such file",
        "users-ldap: {url: 'http://x', user: 'uid=%u'} | 1:19: 'url': 'http://x' is no directory's"
            + " URL, such as ldaps://ldap.example.org",
        "users-ldap: {url: 'ldap://x'} | 1:13: 'users-ldap' has either a 'user', which is a DN"
            + " with %u, or a 'search'",
        "users-ldap: {url: 'ldap://x', user: 'uid=anna'} | 1:37: 'user': the DN of a user has %u"
            + " for the name",
        "users-ldap: {url: 'ldap://x', search: {base: 'dc=x', filter: 'uid=%u)'}} | 1:62: 'filter':"
            + " 'uid=%u)' is no filter with %u for the name, such as (uid=%u)",
        "users-ldap: {url: 'ldap://x', user: 'uid=%u', attributes: {hom: x}} | 1:60: no attribute"
            + " stands for 'hom'; did you mean 'home'? They can for name, home, permissions,"
            + " sessions, upload, download, symlinks, quota, quota-files",
        "users-ldap: {url: 'ldap://x', user: 'uid=%u', groups: {permissions: {x: none}}} | 1:70:"
            + " 'x' is no DN, such as ou=people,dc=example,dc=org",
        "users-ldap: {url: 'ldaps://x', user: 'uid=%u', start-tls: true} | 1:59: StartTLS is for"
            + " ldap://; ldaps:// has TLS already",
        "users-pam: {service: ../x} | 1:22: 'service': '../x' is no service of PAM: small letters,"
            + " digits and . _ - in between",
        "users-pam: {lowest_uid: 5} | 1:13: there is no 'lowest_uid' here; did you mean"
            + " 'lowest-uid'?",
        "hosts: {a.example: {}} | 1:9: a host has a 'users-file', or users from elsewhere",
        "- a | 1:1: keys with values were expected, such as 'port: 2121'",
      })
  void whatIsWrongIsToldWithItsPlace(String yaml, String told) throws IOException {
    Path file = write("wherry.yaml", yaml);
    String expected = "wherry: " + file + ":" + told.replace("DIR", directory.toString()) + "\n";
    assertEquals(2, run("check", file.toString()));
    assertEquals(expected, err.toString());
    assertEquals("", out.toString());
    err.getBuffer().setLength(0);
    assertEquals(2, run("serve", "--config", file.toString(), directory.toString()));
    assertEquals(expected, err.toString());
  }

  @Test
  void tlsIsExplainedAndItsCertificatesAreRead() throws IOException {
    Path file = write("wherry.yaml", "tls: {implicit-port: 990, required: [login, data]}\n");
    assertEquals(0, run("check", file.toString()), err::toString);
    assertTrue(
        out.toString()
            .contains(
                "TLS is on (AUTH TLS), and from the first byte on at 990, with a certificate that"
                    + " is made anew at each start.\n"),
        out::toString);
    Path damaged = write("damaged.pem", "no certificate");
    Path other = write("other.yaml", "tls: {certificate: damaged.pem}\n");
    assertEquals(2, run("check", other.toString()));
    assertTrue(err.toString().startsWith("wherry: " + other + ": tls: "), err::toString);
    assertTrue(err.toString().contains(damaged.toString()), err::toString);
  }

  @Test
  void usersFromElsewhereAreExplained() throws IOException {
    write("db.secret", "secret\n");
    Path file =
        write(
            "wherry.yaml",
            """
            users-jdbc:
              url: jdbc:postgresql://db.example.org/ftp?ssl=true
              password-file: db.secret
              query: select password from users where name = ?
              defaults: {home: /srv/ftp/%u, permissions: read-write}
            users:
              anna: {password: HASH, home: .}
            users-ldap:
              url: [ldap://a.example.org, ldap://b.example.org]
              search: {base: "dc=example,dc=org", as: "cn=wherry,dc=example,dc=org", password-file: db.secret}
              groups:
                permissions: {"cn=ftp,dc=example,dc=org": read-write}
            users-http:
              url: http://accounts.example.org/ftp?from=wherry
              token-file: db.secret
              defaults: {home: /srv/ftp/%u}
            hosts:
              a.example:
                users-jdbc: {url: "jdbc:postgresql:a", query: "?", connections: 1, timeout: 1m}
            """);
    assertEquals(0, run("check", file.toString()), err::toString);
    assertEquals(
        """
        Who logs in is looked up in this order: users-jdbc, users, users-ldap, users-http.
        Users are those of the database jdbc:postgresql://db.example.org/ftp, by up to 5 connections, each answer within 5 seconds.
          They have the home /srv/ftp/%u and may do everything, unless their rows say more.
        anna: may enter, list, read in DIR.
        Users are those of the directory ldap://a.example.org:389 or ldap://b.example.org:389, found by (uid=%u) below dc=example,dc=org, each answer within 5 seconds.
          They have the home that their entries say and may enter, list, read, unless their entries say more.
          cn=ftp,dc=example,dc=org: may do everything
          Nobody else may log in.
        Users are those of the service http://accounts.example.org/ftp, by up to 20 requests at once, each answer within 5 seconds.
          They have the home /srv/ftp/%u and may enter, list, read, unless its answers say more.
        Users of host a.example are those of the database jdbc:postgresql:a, by up to 1 connection, each answer within 1 minute.
          They have the home that their rows say and may enter, list, read, unless their rows say more.
        Warning: passwords go to ldap://a.example.org:389 or ldap://b.example.org:389 in clear.
        Warning: passwords go to http://accounts.example.org/ftp in clear.
        """
            .replace("DIR", directory.resolve(".").toString().replace("/.", "")),
        out.toString().substring(out.toString().indexOf("Who logs in")));
  }

  @Test
  void usersOfTheSystemAreExplained() throws IOException {
    Path file = write("wherry.yaml", "users-pam: {defaults: {permissions: read-write}}\n");
    assertEquals(0, run("check", file.toString()), err::toString);
    assertTrue(
        out.toString()
            .contains(
                """
                Users are those of the system with a uid from 1000 on, by PAM as the service wherry.
                  They have the home that the system's accounts say and may do everything, unless the system's accounts say more.
                """),
        out::toString);
  }

  @Test
  void aFileThatIsNotThereOrNoText() throws IOException {
    Path missing = directory.resolve("missing.yaml");
    assertEquals(2, run("check", missing.toString()));
    assertEquals("wherry: " + missing + ": there is no such file\n", err.toString());
    err.getBuffer().setLength(0);
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xFF, 0, 1});
    assertEquals(2, run("check", binary.toString()));
    assertEquals("wherry: " + binary + ": the file is not text in UTF-8\n", err.toString());
  }

  @Test
  void mistakesInAUsersFileHaveItsNameAndLine() throws IOException {
    Path users = write("users.yaml", "users:\n  anna:\n    home: x\n");
    Path file = write("wherry.yaml", "users-file: users.yaml\n");
    assertEquals(2, run("serve", "--config", file.toString()));
    assertEquals(
        "wherry: " + users + ":2:3: 'anna' has no password; 'wherry passwd anna' sets one\n",
        err.toString());
  }

  @Test
  void optionsThatContradictTheFile() throws IOException {
    Path file = write("wherry.yaml", "users: {anna: {password: " + HASH + ", home: .}}\n");
    assertEquals(2, run("serve", "--config", file.toString(), "--user", "ben:secret"));
    assertTrue(err.toString().contains("says who may log in and where"), err::toString);
  }

  @Test
  void passwdAddsChangesAndRemovesAUser() throws IOException {
    Path file = directory.resolve("users.yaml");
    assertEquals(
        0,
        runWith(
            "secret\n",
            "passwd",
            "--file",
            file.toString(),
            "--algorithm",
            "sha512-crypt",
            "--home",
            "homes/%u",
            "--permissions",
            "read-write",
            "anna"),
        err::toString);
    assertEquals("Added anna to " + file + ".\n", out.toString());
    String first = Files.readString(file);
    assertTrue(first.contains("$6$") && !first.contains("secret"), first);
    assertEquals(0, runWith("other\n", "passwd", "--file", file.toString(), "anna"));
    String second = Files.readString(file);
    assertTrue(second.contains("$argon2id$") && !second.contains("$6$"), second);
    assertTrue(second.contains("permissions: read-write"), second);
    Path config = write("wherry.yaml", "users-file: users.yaml\n");
    assertEquals(0, run("check", config.toString()), err::toString);
    assertEquals(0, run("passwd", "--file", file.toString(), "--delete", "anna"));
    assertFalse(Files.readString(file).contains("anna"));
    assertEquals(2, run("passwd", "--file", file.toString(), "--delete", "anna"));
  }

  @Test
  void passwdRefusesWhatMakesNoSense() throws IOException {
    Path file = directory.resolve("users.yaml");
    assertEquals(2, runWith("", "passwd", "--file", file.toString(), "anna"));
    assertEquals(2, runWith("\n", "passwd", "--file", file.toString(), "anna"));
    assertEquals(2, runWith("x\n", "passwd", "--file", file.toString(), "--algorithm", "md5", "a"));
    assertTrue(
        err.toString().contains("'md5' is none of argon2id, bcrypt, scrypt, pbkdf2, sha512-crypt"),
        err::toString);
    assertEquals(2, run("passwd", "--password", "secret", "anna"), "never as an argument");
    assertFalse(Files.exists(file));
  }

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(directory.resolve(name), yaml.replace("HASH", HASH));
  }

  private int run(String... args) {
    return Wherry.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private int runWith(String input, String... args) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run(args);
    } finally {
      System.setIn(before);
    }
  }
}
