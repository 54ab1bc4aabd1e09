package dev.wherry.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as a process of its own, from its first line to its last. */
@Timeout(60)
class ServeTest {

  /** What a JVM returns that a SIGTERM has ended in order: 128 and the number of the signal. */
  private static final int TERMINATED = 128 + 15;

  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void killWhatIsLeft() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void servesFromTheGreetingToTheSignal() throws Exception {
    Process wherry = serve("--poller", "nio", "--loops", "1");
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      String first = out.readLine();
      assertTrue(first.endsWith(" serves " + directory + " by nio, on 1 loop:"), first);
      URI url = URI.create(out.readLine().strip());
      assertEquals("ftp://127.0.0.1:" + url.getPort(), url.toString());
      assertEquals("Anybody may read, as \"anonymous\".", out.readLine());
      assertEquals("Ctrl-C stops it.", out.readLine());
      assertTrue(greeting(url).startsWith("220 "));

      terminate(wherry);

      assertEquals("Stopped.", out.readLine());
      assertEquals(TERMINATED, wherry.waitFor());
      assertThrows(ConnectException.class, () -> greeting(url));
    }
    assertEquals("", said(wherry), "the log is silent unless something is wrong");
  }

  @Test
  void makesACertificateAndSaysSo() throws Exception {
    Process wherry = serve("--tls", "--tls-required", "--tls-implicit", "0");
    List<String> lines = new ArrayList<>();
    URI url;
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      out.readLine();
      url = URI.create(out.readLine().strip());
      for (String line = out.readLine(); !line.startsWith("Ctrl-C"); line = out.readLine()) {
        lines.add(line);
      }
      assertTrue(
          lines.get(1).startsWith("TLS is on (AUTH TLS), and from the first byte on at port "));
      assertTrue(lines.get(2).startsWith("WARNING: nobody vouches for the certificate"));
      assertTrue(lines.get(4).matches("  ([0-9A-F]{2}:){31}[0-9A-F]{2}"), lines.get(4));
      try (Socket control = new Socket(url.getHost(), url.getPort())) {
        control.setSoTimeout(20_000);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(control.getInputStream(), UTF_8));
        in.readLine();
        control.getOutputStream().write("USER anonymous\r\n".getBytes(UTF_8));
        assertEquals("530 Please use AUTH TLS before you log in.", in.readLine());
      }
    }
  }

  /** Of two keys, the one for the name; and the JDK by itself would prefer EC to RSA. */
  @Test
  void showsTheCertificateForTheName() throws Exception {
    Path keys = directory.resolve("server.p12");
    makeKey(keys, "default", "RSA", "a.example");
    makeKey(keys, "another", "EC", "b.example");
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    Process wherry = serve("--tls-keystore", keys.toString(), "--tls-password", PASSWORD);
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      out.readLine();
      URI url = URI.create(out.readLine().strip());
      for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
        Certificate usual = store.getCertificate("default");
        assertEquals(usual, shown(url, tls, protocol, "a.example"));
        assertEquals(store.getCertificate("another"), shown(url, tls, protocol, "b.example"));
        assertEquals(usual, shown(url, tls, protocol, "c.example"));
      }
    }
  }

  private static void makeKey(Path store, String alias, String algorithm, String name)
      throws Exception {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> line = new ArrayList<>(List.of(keytool, "-genkeypair", "-storetype", "PKCS12"));
    line.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD, "-alias", alias));
    if (algorithm.equals("RSA")) {
      line.addAll(List.of("-keysize", "2048")); // quicker than the default to make
    }
    line.addAll(List.of("-keyalg", algorithm, "-dname", "CN=" + name, "-ext", "san=dns:" + name));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
  }

  private static Certificate shown(URI url, SSLContext tls, String protocol, String name)
      throws IOException {
    try (Socket control = new Socket(url.getHost(), url.getPort())) {
      control.setSoTimeout(20_000);
      answer(control, "");
      assertTrue(answer(control, "AUTH TLS\r\n").startsWith("234"));
      SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(control, name, 21, true);
      secure.setEnabledProtocols(new String[] {protocol});
      secure.startHandshake();
      return secure.getSession().getPeerCertificates()[0];
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tls-required | the other --tls options need --tls, --tls-cert or --tls-keystore",
        "--tls --tls-reuse never | Invalid value for option '--tls-reuse': there is no 'never', "
            + "only off, when-possible, required.",
        "--tls-cert none.pem | there is no file none.pem",
        "--tls-keystore none.p12 | there is no file none.p12",
        "--tls --tls-ciphers TLS_NONE | TLS cannot be as configured: ",
        "--tls --tls-client-login | --tls-client-login needs --tls-client-ca"
      })
  void saysWhatIsWrongWithTls(String options, String expected) throws Exception {
    Process wherry = serve(options.split(" "));
    assertEquals(2, wherry.waitFor());
    String said = said(wherry);
    assertTrue(said.startsWith("wherry: " + expected), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--write | Anybody may read and write, as \"anonymous\".",
        "--user anna:a --user bob:b:c | anna, bob may read.",
        "--user anna:a --write --anonymous "
            + "| anna may read and write. Anybody may read, as \"anonymous\"."
      })
  void saysWhoMayDoWhat(String options, String expected) throws Exception {
    Process wherry = serve(options.split(" "));
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      for (String line = out.readLine(); !line.startsWith("Ctrl-C"); line = out.readLine()) {
        lines.add(line);
      }
    }
    assertEquals(expected, String.join(" ", lines.subList(2, lines.size())));
  }

  @Test
  void logsCommandsAndRepliesIfAsked() throws Exception {
    Process wherry = serve("--verbose");
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      out.readLine();
      greeting(URI.create(out.readLine().strip()));
      terminate(wherry);
      wherry.waitFor();
    }
    String log = said(wherry);
    assertTrue(log.contains("< 220 "), log);
  }

  @Test
  void servesWhatAFileSaysAndTakesUpItsChanges() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path users = directory.resolve("users.yaml");
    String account =
        "{password: $5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM., home: " + home + "}";
    Files.writeString(users, "users:\n  anna: " + account + "\n");
    Path config = directory.resolve("wherry.yaml");
    Files.writeString(config, "port: 9\ngreeting: Here we are.\nusers-file: users.yaml\n");
    Process wherry = start(List.of("--config", config.toString()));
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      assertTrue(out.readLine().contains(" serves what " + config + " says by "));
      URI url = URI.create(out.readLine().strip());
      try (Socket socket = new Socket(url.getHost(), url.getPort())) {
        assertEquals("220 Here we are.", answer(socket, ""));
        assertEquals("331 Password, please.", answer(socket, "USER anna\r\n"));
        assertEquals("230 Welcome.", answer(socket, "PASS secret\r\n"));
        Path draft = Files.writeString(directory.resolve("draft"), "users:\n  ben: " + account);
        Files.move(draft, users, StandardCopyOption.REPLACE_EXISTING);
        while (!logsIn(url, "ben")) {
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        assertFalse(logsIn(url, "anna"));
        assertEquals("257 \"/\" is the current directory.", answer(socket, "PWD\r\n"));
      }
    }
  }

  @Test
  void encryptsWhereAFileSaysSo() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.writeString(home.resolve("file"), "content");
    Path config = directory.resolve("wherry.yaml");
    Files.writeString(
        config,
        """
        tls: {required: [login, data]}
        users:
          anna: {password: $5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM., home: home}
        """);
    Process wherry = start(List.of("--config", config.toString()));
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      out.readLine();
      String url = out.readLine().strip() + "/file";
      assertEquals("content", Curl.run("--ssl-reqd", "-k", "-u", "anna:secret", url));
      assertEquals("exit code 67", Curl.run("-u", "anna:secret", url), "nobody logs in in clear");
      assertEquals("exit code 60", Curl.run("--ssl-reqd", "-u", "anna:secret", url));
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void keepsLogs(boolean byFile) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Files.writeString(home.resolve("file"), "content");
    Path transfers = directory.resolve("transfers.log");
    Path events = directory.resolve("events.log");
    Path config = directory.resolve("wherry.yaml");
    Files.writeString(config, "{transfer-log: transfers.log, event-log: events.log}");
    List<String> options = new ArrayList<>();
    options.addAll(
        byFile
            ? List.of("--config", config.toString())
            : List.of("--transfer-log", transfers.toString(), "--event-log", events.toString()));
    options.add(home.toString());
    Process wherry = start(options);
    try (BufferedReader out = wherry.inputReader(UTF_8)) {
      out.readLine();
      assertEquals("content", Curl.run(out.readLine().strip() + "/file"));
      terminate(wherry);
      wherry.waitFor();
    }
    assertEquals(1, Files.readAllLines(transfers).size());
    List<String> lines = Files.readAllLines(events);
    assertTrue(lines.getFirst().contains("\"connected\""), lines.getFirst());
    assertTrue(lines.getLast().contains("\"disconnected\""), lines.getLast());
  }

  @Test
  void refusesALogThatCannotBeMade() throws Exception {
    Process wherry = serve("--event-log", directory.resolve("none/log").toString());
    assertEquals(2, wherry.waitFor());
    assertEquals(
        "wherry: cannot write the log "
            + directory.resolve("none/log")
            + ": there is no such directory",
        said(wherry).strip());
  }

  private static boolean logsIn(URI url, String user) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      answer(socket, "");
      answer(socket, "USER " + user + "\r\n");
      return answer(socket, "PASS secret\r\n").startsWith("230");
    }
  }

  private static String answer(Socket socket, String line) throws IOException {
    socket.getOutputStream().write(line.getBytes(UTF_8));
    StringBuilder answer = new StringBuilder();
    for (int b; (b = socket.getInputStream().read()) != '\n'; ) {
      answer.append((char) b);
    }
    return answer.toString().strip();
  }

  private Process serve(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add(directory.toString());
    return start(all);
  }

  private Process start(List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Wherry.class.getName());
    command.addAll(List.of("serve", "--host", "127.0.0.1", "--port", "0"));
    command.addAll(options);
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }

  /** As a person or a system would; {@link Process#destroy} closes the output as well. */
  private static void terminate(Process process) {
    assertTrue(process.toHandle().destroy());
  }

  private static String greeting(URI url) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      return reader.readLine();
    }
  }

  private static String said(Process wherry) throws IOException {
    return new String(wherry.getErrorStream().readAllBytes(), UTF_8);
  }
}
