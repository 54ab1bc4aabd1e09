package dev.wherry.cli;

import dev.wherry.bench.Ftpbench;
import dev.wherry.bench.IdleSessions;
import dev.wherry.bench.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      "Wherry; starts servers of its own, on Linux. Needs descriptors, see 'ulimit -n'. With -S",
      "the idle ones have TLS."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = {BenchLoad.class, BenchCompare.class})
final class Bench implements Callable<Integer> {

  private static final int IDLE = 9_000;

  @Spec private CommandSpec spec;

  @Mixin private BenchServer server = new BenchServer();

  @Option(
      names = {"-b", "--benchmark"},
      paramLabel = "KIND",
      description = "transfer, download, upload, concurrence, or all. Default: ${DEFAULT-VALUE}.")
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
      int sleepers = idle == null ? IDLE : idle;
      new IdleSessions(launch(), sleepers, pollers == null ? all : pollers, server.tls).run(out);
      return CommandLine.ExitCode.OK;
    }
    Target target = server.target(spec.commandLine());
    try {
      new Ftpbench(target, kind, clients, Ftpbench.bytes(size), server.pid).run(out);
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
