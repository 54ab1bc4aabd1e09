package dev.wherry.cli;

import dev.wherry.bench.Ftpbench;
import dev.wherry.bench.IdleSessions;
import dev.wherry.bench.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code wherry bench}: pyftpdlib's ftpbench, option for option, for any server; with {@code
 * --idle} or {@code --pollers} what idle sessions cost Wherry on each poller.
 */
@Command(
    name = "bench",
    description = {
      "Measures an FTP server as pyftpdlib's ftpbench does: -u USER -p PASSWORD [-H HOST] ...",
      "With --idle or --pollers: what idle sessions cost the one that works, for each poller of",
      "Wherry; starts servers of its own, on Linux. Needs descriptors, see 'ulimit -n'."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = BenchCompare.class)
final class Bench implements Callable<Integer> {

  private static final int IDLE = 9_000;

  @Spec private CommandSpec spec;

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
      names = {"-b", "--benchmark"},
      paramLabel = "KIND",
      description =
          "transfer, download, upload, concurrence, or all. Default: ${DEFAULT-VALUE}.")
  private Ftpbench.Kind kind = Ftpbench.Kind.TRANSFER;

  @Option(
      names = {"-n", "--clients"},
      paramLabel = "N",
      description = "How many clients 'concurrence' has. Default: ${DEFAULT-VALUE}.")
  private int clients = 200;

  @Option(
      names = {"-s", "--filesize"},
      paramLabel = "SIZE",
      description = "How large the file is that they fetch. Default: ${DEFAULT-VALUE}.")
  private String size = "10M";

  @Option(
      names = {"-k", "--pid"},
      paramLabel = "PID",
      description = "The server's process, to tell its memory and that of its children.")
  private @Nullable Long pid;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      description = "How long a client waits for an answer. Default: 20.")
  private @Nullable Integer timeout;

  @Option(
      names = "--idle",
      paramLabel = "N",
      description = "How many sessions do nothing. Default: " + IDLE + ".")
  private @Nullable Integer idle;

  @Option(
      names = "--pollers",
      paramLabel = "NAME",
      split = ",",
      description = "What is compared. Default: epoll,nio,poll,select.")
  private @Nullable List<String> pollers;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (idle != null || pollers != null) {
      List<String> all = List.of("epoll", "nio", "poll", "select");
      new IdleSessions(launch(), idle == null ? IDLE : idle, pollers == null ? all : pollers)
          .run(out);
      return CommandLine.ExitCode.OK;
    }
    if (user == null || password == null) {
      throw new ParameterException(spec.commandLine(), "who logs in? -u USER -p PASSWORD.");
    }
    InetSocketAddress address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new ParameterException(spec.commandLine(), "there is no host '" + host + "'.");
    }
    Duration limit = timeout == null ? Target.PATIENCE : Duration.ofSeconds(timeout);
    Target target = new Target(address, user, password, limit);
    try {
      new Ftpbench(target, kind, clients, Ftpbench.bytes(size), pid).run(out);
      return CommandLine.ExitCode.OK;
    } catch (IllegalArgumentException | IOException e) {
      spec.commandLine().getErr().println("wherry: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }

  /** This program once more, as the launcher runs it. */
  static List<String> launch() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String modules = System.getProperty("jdk.module.path", "");
    return Arrays.asList(
        java,
        "-XX:+UseSerialGC",
        "-XX:+UseCompactObjectHeaders",
        "--enable-native-access=dev.wherry.io",
        "-p",
        modules,
        "-m",
        "dev.wherry.cli/" + Wherry.class.getName());
  }
}
