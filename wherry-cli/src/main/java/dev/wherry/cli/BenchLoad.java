package dev.wherry.cli;

import dev.wherry.bench.Ftpbench;
import dev.wherry.bench.SingleLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wherry bench load}: one kind of work, on any server. */
@Command(
    name = "load",
    description = {
      "Puts a load on a server, checks the bytes, and tells how long clients wait: from when each",
      "operation was due, if there is a --rate."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class BenchLoad implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private BenchServer server;

  @Option(
      names = "--work",
      paramLabel = "KIND",
      description = "login, retr, stor, list, mlsd, or mixed. Default: ${DEFAULT-VALUE}.")
  private SingleLoad.Kind work = SingleLoad.Kind.RETR;

  @Option(
      names = {"-n", "--clients"},
      paramLabel = "N",
      description = "How many clients there are at a time. Default: ${DEFAULT-VALUE}.")
  private int clients = 200;

  @Option(
      names = "--operations",
      paramLabel = "N",
      description = "How many in each round. Default: ${DEFAULT-VALUE}.")
  private int operations = 10_000;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "How many are due per second. Default: as many as possible.")
  private double rate;

  @Option(
      names = {"-s", "--filesize"},
      paramLabel = "SIZE",
      description = "The size of a file. Default: ${DEFAULT-VALUE}.")
  private String size = "1K";

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long it runs before it counts. Default: ${DEFAULT-VALUE}.")
  private int warmUp = 3;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often it is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Override
  public Integer call() {
    try {
      new SingleLoad(
              server.target(spec.commandLine()),
              work,
              clients,
              operations,
              rate,
              Ftpbench.bytes(size),
              Duration.ofSeconds(warmUp),
              rounds,
              server.pid)
          .run(spec.commandLine().getOut());
      return CommandLine.ExitCode.OK;
    } catch (IllegalArgumentException | IOException e) {
      spec.commandLine().getErr().println("wherry: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }
}
