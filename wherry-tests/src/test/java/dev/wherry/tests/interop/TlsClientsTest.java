package dev.wherry.tests.interop;

import static dev.wherry.tests.interop.Content.assertContent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.FtpServer;
import dev.wherry.Tls;
import dev.wherry.Tls.SessionReuse;
import dev.wherry.io.TransportType;
import dev.wherry.tests.Client;
import dev.wherry.tests.Secrets;
import dev.wherry.tests.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.util.TrustManagerUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real clients over TLS 1.2 and 1.3: files of 0 bytes and of 2 MB go there and come back the same,
 * each twice over one control connection where the client can do that.
 */
class TlsClientsTest {

  private static final Secrets SECRETS = Secrets.of();
  private static final byte[] MUCH = Content.random(2_000_000);

  /** A client, and how it is told to put {@code much} and {@code none}, and get them back. */
  enum TlsClient {
    CURL {
      @Override
      void transfer(Site site, String version) {
        List<String> up = line(version);
        List<String> down = line(version);
        for (String name : FILES) {
          up.addAll(List.of("--upload-file", name, site.url(name)));
          down.addAll(List.of("--output", name + ".back", site.url(name)));
        }
        Program curl = new Program("curl", "curl");
        curl.run(site, up.toArray(String[]::new));
        curl.run(site, down.toArray(String[]::new));
      }

      private List<String> line(String version) {
        List<String> line = new ArrayList<>();
        line.addAll(List.of("--disable", "--no-progress-meter", "--insecure", "--ssl-reqd"));
        line.addAll(List.of("--tlsv" + version, "--tls-max", version));
        line.addAll(List.of("--user", Site.USER + ":" + Site.PASSWORD, "--fail-early"));
        return line;
      }
    },
    LFTP {
      @Override
      void transfer(Site site, String version) {
        String filled =
            ("set ssl:verify-certificate no; set ftp:ssl-force yes; set ftp:ssl-protect-data yes;"
                    + " set ssl:priority NORMAL:-VERS-ALL:+VERS-TLS%s; set net:max-retries 1;"
                    + " set cmd:fail-exit yes; open -u %s,%s -p %s %s;"
                    + " put much; put none; get much -o much.back; get none -o none.back; ls")
                .formatted(version, Site.USER, Site.PASSWORD, site.port(), site.host());
        new Program("lftp", "lftp").run(site, "-c", filled);
      }
    },
    PYTHON {
      @Override
      void transfer(Site site, String version) throws IOException {
        python(site, version, "Same");
      }
    },
    PERL {
      @Override
      void transfer(Site site, String version) throws IOException {
        Files.writeString(
            site.desk.resolve("ftps.pl"),
            """
            use strict; use Net::FTP; use IO::Socket::SSL;
            my ($host, $port, $version, $user, $password) = @ARGV;
            my %tls = (SSL_verify_mode => 0, SSL_version => $version);
            my $ftp = Net::FTP->new($host, Port => $port, Passive => 1, Timeout => 20, %tls)
                or die $@;
            $ftp->starttls(%tls) or die $ftp->message;
            $ftp->login($user, $password) or die $ftp->message;
            $ftp->binary;
            $ftp->prot('P') or die $ftp->message;
            for my $name ('much', 'none') {
              $ftp->put($name, $name) or die $ftp->message;
              $ftp->get($name, "$name.back") or die $ftp->message;
            }
            $ftp->quit;
            """);
        String name = "TLSv" + version.replace('.', '_');
        new Program("perl", "libio-socket-ssl-perl")
            .run(site, "ftps.pl", site.host(), site.port(), name, Site.USER, Site.PASSWORD);
      }
    },
    RCLONE {
      @Override
      void transfer(Site site, String version) {
        List<String> options =
            List.of(
                "--config",
                "",
                "--ftp-host",
                site.host(),
                "--ftp-port",
                site.port(),
                "--ftp-user",
                Site.USER,
                "--ftp-pass",
                RcloneTest.OBSCURED,
                "--ftp-explicit-tls",
                "--ftp-no-check-certificate",
                "--ftp-disable-tls13=" + version.equals("1.2"));
        for (String name : FILES) {
          copy(site, options, name, ":ftp:" + name);
          copy(site, options, ":ftp:" + name, name + ".back");
        }
      }

      private void copy(Site site, List<String> options, String from, String to) {
        List<String> line = new ArrayList<>(List.of("copyto", from, to));
        line.addAll(options);
        new Program("rclone", "rclone").run(site, line.toArray(String[]::new));
      }
    },
    BASIC_FTP {
      @Override
      void transfer(Site site, String version) {
        BasicFtp.transfer(site, version);
      }
    },
    COMMONS_NET {
      @Override
      void transfer(Site site, String version) throws IOException {
        FTPSClient ftp = new FTPSClient("TLS", false);
        ftp.setTrustManager(TrustManagerUtils.getAcceptAllTrustManager());
        ftp.setEnabledProtocols(new String[] {"TLSv" + version});
        ftp.connect(site.host(), Integer.parseInt(site.port()));
        try {
          ftp.enterLocalPassiveMode();
          ftp.setFileType(FTP.BINARY_FILE_TYPE);
          assertTrue(ftp.login(Site.USER, Site.PASSWORD), ftp.getReplyString());
          ftp.execPBSZ(0);
          ftp.execPROT("P");
          ftp.setFileType(FTP.BINARY_FILE_TYPE);
          for (String name : FILES) {
            try (InputStream in = Files.newInputStream(site.desk.resolve(name))) {
              assertTrue(ftp.storeFile(name, in), ftp.getReplyString());
            }
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            assertTrue(ftp.retrieveFile(name, back), ftp.getReplyString());
            Files.write(site.desk.resolve(name + ".back"), back.toByteArray());
          }
          ftp.logout();
        } finally {
          ftp.disconnect();
        }
      }
    };

    abstract void transfer(Site site, String version) throws IOException;
  }

  private static final List<String> FILES = List.of("much", "none");

  /** As ftplib is, and as those write it who want its data connections to resume. */
  private static Program.Output python(Site site, String version, String kind) throws IOException {
    Files.writeString(
        site.desk.resolve("ftps.py"),
        """
        import ftplib, ssl, sys
        host, port, version, kind, user, password = sys.argv[1:]
        class Same(ftplib.FTP_TLS):
            pass
        class Resuming(ftplib.FTP_TLS):
            def ntransfercmd(self, cmd, rest=None):
                conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                session = self.sock.session
                return self.context.wrap_socket(
                    conn, server_hostname=self.host, session=session), size
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.minimum_version = context.maximum_version = getattr(
            ssl.TLSVersion, 'TLSv' + version.replace('.', '_'))
        ftp = {'Same': Same, 'Resuming': Resuming}[kind](context=context, timeout=20)
        ftp.connect(host, int(port))
        ftp.login(user, password)
        ftp.prot_p()
        for name in ('much', 'none'):
            with open(name, 'rb') as f:
                ftp.storbinary('STOR ' + name, f)
            with open(name + '.back', 'wb') as f:
                ftp.retrbinary('RETR ' + name, f.write)
        assert sorted(ftp.nlst()) == ['much', 'none']
        ftp.quit()
        """);
    return new Program("python3", "python3")
        .run(site, "ftps.py", site.host(), site.port(), version, kind, Site.USER, Site.PASSWORD);
  }

  static List<Arguments> everywhere() {
    List<Arguments> all = new ArrayList<>();
    TestServer.transports()
        .forEach(transport -> {
          for (TlsClient program : TlsClient.values()) {
            all.add(Arguments.of(transport, program, "1.2"));
            all.add(Arguments.of(transport, program, "1.3"));
          }
        });
    return all;
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void filesGoThereAndComeBack(TransportType transport, TlsClient program, String version)
      throws IOException {
    try (Site site = site(transport, SECRETS.tls().required(Tls.Part.values()))) {
      program.transfer(site, version);
      check(site);
    }
  }

  private static Site site(TransportType transport, Tls.Builder tls) throws IOException {
    Site site = Site.of(transport, usual -> usual.tls(tls.build()));
    site.keep("much", MUCH);
    site.keep("none", Content.NOTHING);
    return site;
  }

  private static void check(Site site) throws IOException {
    for (String name : FILES) {
      byte[] expected = name.equals("much") ? MUCH : Content.NOTHING;
      assertContent(expected, site.files.resolve(name), name);
      assertContent(expected, site.desk.resolve(name + ".back"), name);
    }
  }

  /** Those of the clients that resume on data connections, where they have to. */
  @ParameterizedTest
  @EnumSource(
      value = TlsClient.class,
      names = {"CURL", "LFTP", "BASIC_FTP"})
  void whoResumesIsServedWhereThatIsRequired(TlsClient program) throws IOException {
    for (String version : List.of("1.2", "1.3")) {
      try (Site site = required()) {
        program.transfer(site, version);
        check(site);
      }
    }
  }

  @Test
  void pythonIsServedIfItResumesAndRefusedIfNot() throws IOException {
    for (String version : List.of("1.2", "1.3")) {
      try (Site site = required()) {
        python(site, version, "Resuming");
        check(site);
      }
      try (Site site = required()) {
        assertThrows(AssertionError.class, () -> python(site, version, "Same"));
        assertEquals(List.of(), listed(site.files));
      }
    }
  }

  private static List<String> listed(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(Path::toString).toList();
    }
  }

  private static Site required() throws IOException {
    return site(TransportType.best(), SECRETS.tls().sessionReuse(SessionReuse.REQUIRED));
  }

  /** The trap of TLS 1.3, at length: clients that never read a data connection they write to. */
  @ParameterizedTest
  @EnumSource(
      value = TlsClient.class,
      names = {"RCLONE", "PERL"})
  void aHundredMegabytesArriveWhole(TlsClient program) throws IOException {
    byte[] content = Content.random(100_000_000);
    try (Site site = Site.of(TransportType.best(), usual -> usual.tls(SECRETS.tls().build()))) {
      site.keep("much", content);
      site.keep("none", Content.NOTHING);
      program.transfer(site, "1.3");
      assertContent(content, site.files.resolve("much"), "much");
    }
  }

  /** The same by Java's own socket, which is closed as soon as everything is written. */
  @Test
  void aHundredMegabytesOfJavaArriveWhole(@TempDir Path home) throws IOException {
    byte[] content = Content.random(100_000_000);
    try (FtpServer server =
            TestServer.of(TransportType.best(), home).tls(SECRETS.tls().build()).start();
        Client client = Client.of(server).secures(SECRETS, "TLSv1.3").login()) {
      client.says("PBSZ 0").hears(200).says("PROT P").hears(200).says("TYPE I").hears(200);
      Socket below = client.passive();
      client.says("STOR much").opening();
      try (SSLSocket data = SECRETS.client(below, "TLSv1.3")) {
        data.getOutputStream().write(content);
      }
      client.hears(226);
      assertContent(content, home.resolve("much"), "much");
    }
  }

  @ParameterizedTest
  @MethodSource("dev.wherry.tests.TestServer#transports")
  void opensslTalksToIt(TransportType transport) throws IOException {
    for (String version : List.of("-tls1_2", "-tls1_3")) {
      try (Site site = site(transport, SECRETS.tls())) {
        String heard =
            new Program("sh", "dash")
                .run(
                    site,
                    Map.of("WHERE", site.host() + ":" + site.port(), "VERSION", version),
                    "-c",
                    "(echo SYST; sleep 0.5; echo QUIT; sleep 0.5) | openssl s_client $VERSION"
                        + " -quiet -crlf -starttls ftp -connect $WHERE")
                .out();
        assertTrue(heard.contains("215 UNIX Type: L8") && heard.contains("221 "), heard);
      }
    }
  }
}
