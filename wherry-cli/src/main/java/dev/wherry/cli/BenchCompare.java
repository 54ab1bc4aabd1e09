package dev.wherry.cli;

import dev.wherry.bench.Comparison;
import dev.wherry.bench.Json;
import dev.wherry.bench.Page;
import dev.wherry.bench.Report;
import dev.wherry.bench.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code wherry bench compare}: all servers that are installed, at the same work. */
@Command(
    name = "compare",
    description = {
      "Starts every FTP server that is installed, Wherry on each poller too, puts them to the same",
      "work in turn, and prints what it cost them. Linux; as root, in a network of its own.",
      "wherry-bench/peers/install fetches the servers."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class BenchCompare implements Callable<Integer> {

  /**
   * Sockets that wait out their time make the kernel slower for whoever comes next, so few may; and
   * the ports below the last are the servers' own.
   */
  private static final String OWN_NETWORK =
      "ip link set lo up && cd /proc/sys/net/ipv4 && echo 4096 > tcp_max_tw_buckets"
          + " && echo 49152 65535 > ip_local_port_range && cd \"$OLDPWD\" && exec \"$@\"";

  @Spec private CommandSpec spec;

  @Option(
      names = "--peers",
      paramLabel = "NAME",
      split = ",",
      description = "Which servers. Default: all that are installed.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--works",
      paramLabel = "PART",
      split = ";",
      description = "Only works whose titles have this in them. Default: all.")
  private List<String> works = new ArrayList<>();

  @Option(
      names = {"-S", "--ssl"},
      description = "Works over TLS, on all servers that can do it, instead of those in clear.")
  private boolean tls;

  @Option(
      names = "--tls-protocol",
      paramLabel = "VERSION",
      description = "With -S: TLSv1.2 or TLSv1.3. Default: ${DEFAULT-VALUE}.")
  private String protocol = "TLSv1.3";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often each is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--scale",
      paramLabel = "FACTOR",
      description = "More operations, or fewer. Default: ${DEFAULT-VALUE}.")
  private double scale = 1;

  @Option(
      names = "--idle",
      paramLabel = "N",
      description = "How many sessions do nothing beside one. Default: ${DEFAULT-VALUE}.")
  private int idle = 2_000;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "The peers' folder. Default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("wherry-bench", "peers");

  @Option(names = "--json", paramLabel = "FILE", description = "Write all figures to a file.")
  private @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with charts.")
  private @Nullable Path html;

  @Option(names = "--in-own-network", hidden = true)
  private boolean inOwnNetwork;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isDirectory(folder)) {
      spec.commandLine().getErr().println("wherry: there is no folder " + folder.toAbsolutePath());
      return CommandLine.ExitCode.USAGE;
    }
    if (!inOwnNetwork) {
      return runInOwnNetwork();
    }
    Comparison comparison =
        new Comparison(
            folder,
            peers,
            folder.resolveSibling("target").resolve("peers"),
            Bench.launch(),
            works,
            tls ? protocol : null,
            rounds,
            scale,
            idle);
    PrintWriter progress = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    tell(comparison.run(progress, this::tellUnfinished));
    return CommandLine.ExitCode.OK;
  }

  private void tell(Report report) throws IOException {
    Table.print(report, spec.commandLine().getOut());
    if (json != null) {
      Json.write(report, json);
    }
    if (html != null) {
      Page.write(report, html);
    }
  }

  private void tellUnfinished(Report report) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%n%nIt was interrupted; this is what has been measured:%n");
    try {
      tell(report);
    } catch (IOException e) {
      spec.commandLine().getErr().println("wherry: " + e.getMessage());
    }
  }

  /** This command once more, in a network namespace that nobody else uses. */
  private int runInOwnNetwork() throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--net", "sh", "-c", OWN_NETWORK, "sh"));
    command.addAll(Bench.launch());
    command.addAll(spec.commandLine().getParseResult().originalArgs()); // "bench compare" and all
    command.add("--in-own-network");
    Process inside = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(inside::destroy, "end it, too"));
    return inside.waitFor();
  }
}
