package dev.wherry.cli;

import dev.wherry.bench.IdleSessions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wherry bench}: measures what idle sessions cost the one that works, for each poller. */
@Command(
    name = "bench",
    description = {
      "Measures what idle sessions cost the one that works, for each poller.",
      "Starts servers of its own, on Linux. Needs a descriptor per idle session, see 'ulimit -n'."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    subcommands = BenchCompare.class)
final class Bench implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--idle",
      paramLabel = "N",
      description = "How many sessions do nothing. Default: ${DEFAULT-VALUE}.")
  private int idle = 9_000;

  @Option(
      names = "--pollers",
      paramLabel = "NAME",
      split = ",",
      description = "What is compared. Default: ${DEFAULT-VALUE}.")
  private List<String> pollers = List.of("epoll", "nio", "poll", "select");

  @Override
  public Integer call() throws IOException {
    new IdleSessions(launch(), idle, pollers).run(spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
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
