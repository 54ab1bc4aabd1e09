package dev.wherry.cli;

import dev.wherry.bench.Target;
import dev.wherry.bench.TlsClient;
import dev.wherry.bench.TlsClient.Resumption;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say which server is measured: pyftpdlib's ftpbench has them, too. */
final class BenchServer {

  @Option(
      names = {"-u", "--user"},
      paramLabel = "USER",
      description = "Who logs in; may write.")
  private @Nullable String user;

  @Option(
      names = {"-p", "--pass"},
      paramLabel = "PASSWORD",
      description = "The password.")
  private @Nullable String password;

  @Option(
      names = {"-H", "--host"},
      paramLabel = "HOST",
      description = "The server. Default: ${DEFAULT-VALUE}.")
  private String host = "localhost";

  @Option(
      names = {"-P", "--port"},
      paramLabel = "N",
      description = "Its port. Default: ${DEFAULT-VALUE}.")
  private int port = 21;

  @Option(
      names = {"-k", "--pid"},
      paramLabel = "PID",
      description = "The server's process, for its own and its children's memory and CPU.")
  @Nullable Long pid;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      description = "How long a client waits for an answer. Default: ${DEFAULT-VALUE}.")
  private int timeout = 120;

  @Option(
      names = {"-S", "--ssl"},
      description = "Secure both connections by TLS (AUTH TLS, PROT P).")
  boolean tls;

  @Option(
      names = "--resume",
      paramLabel = "WHICH",
      description =
          "With -S, which connections resume a TLS session: none, data, or all of them.\n"
              + "Default: ${DEFAULT-VALUE}.")
  private Resumption resume = Resumption.DATA;

  @Option(
      names = "--tls-protocol",
      paramLabel = "VERSION",
      description = "With -S: TLSv1.2 or TLSv1.3. Default: the best that both know.")
  private @Nullable String protocol;

  /** Where that is, or what is wrong with the options. */
  Target target(CommandLine command) {
    if (user == null || password == null) {
      throw new ParameterException(command, "who logs in? -u USER -p PASSWORD.");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ParameterException(command, "there is no host '" + host + "'.");
    }
    Duration limit = Duration.ofSeconds(timeout);
    return new Target(address, user, password, limit, tls ? new TlsClient(resume, protocol) : null);
  }
}
