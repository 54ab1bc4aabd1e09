package dev.wherry.cli;

import static java.util.stream.Collectors.joining;

import dev.wherry.FtpException;
import dev.wherry.FtpServer;
import dev.wherry.FtpServerBuilder;
import dev.wherry.Permissions;
import dev.wherry.Symlinks;
import dev.wherry.io.TransportType;
import dev.wherry.yaml.InvalidFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code wherry serve}: serves a directory until it is told to stop. Says on standard output where,
 * to whom and by what means; whatever keeps it from starting is one sentence on standard error and
 * exit code 2.
 */
@Command(
    name = "serve",
    description = "Serves a directory over FTP.",
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Serve implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "What to serve; the current directory if not given.")
  private @Nullable Path directory;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Take everything from this file; options given here go before what it says. 'wherry check'"
            + " explains it."
      })
  private @Nullable Path config;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where to listen; 0 lets the system choose. Default: 2121.")
  private @Nullable Integer port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Listen on this address only. Default: on all.")
  private @Nullable String host;

  @Option(
      names = "--user",
      paramLabel = "NAME:PASSWORD",
      description = "Who may log in. May be given several times.")
  private List<Login> users = new ArrayList<>();

  @Option(
      names = "--anonymous",
      description = "Anybody may log in as \"anonymous\". The default when there is no --user.")
  private boolean anonymous;

  @Option(
      names = "--write",
      description =
          "Users may upload, change and delete; without this all may only read. Anonymous sessions"
              + " may only if there is no --user.")
  private boolean write;

  @Option(
      names = "--passive-ports",
      paramLabel = "A-B",
      description = "The ports that data connections are made to, as a firewall has to know them.")
  private @Nullable PortRange passivePorts;

  @Option(
      names = "--public-address",
      paramLabel = "ADDRESS",
      description = "The address that clients are told to make data connections to, behind NAT.")
  private @Nullable String publicAddress;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "How many event loops, each a thread. Default: one for each core.")
  private @Nullable Integer loops;

  @Option(
      names = "--poller",
      paramLabel = "NAME",
      description = "auto, epoll, kqueue, poll, select, or nio (the JDK's). Default: auto.")
  private @Nullable TransportType poller;

  @Option(
      names = "--symlinks",
      paramLabel = "POLICY",
      description = {
        "Where symbolic links lead: never (nowhere), inside (to places in the same home), follow"
            + " (out of it, too). Default: inside."
      })
  private @Nullable Symlinks symlinks;

  @Option(
      names = "--transfer-log",
      paramLabel = "FILE",
      description = "Add a line to this file for each transfer, as xferlog(5) has it.")
  private @Nullable Path transferLog;

  @Option(
      names = "--event-log",
      paramLabel = "FILE",
      description = "Add a line of JSON to this file for each login, transfer and changed file.")
  private @Nullable Path eventLog;

  @Mixin private TlsOptions tls = new TlsOptions();

  @Option(names = "--verbose", description = "Log every command and reply.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    if (verbose) {
      ConsoleLog.verbose();
    }
    Path home;
    FtpServer server;
    try {
      ServerFile file = config == null ? null : ServerFile.read(config, tls);
      home = file != null && file.hasUsers() ? null : home();
      server = start(file, home);
    } catch (InvalidFileException e) {
      Mistakes.print(spec.commandLine().getErr(), e);
      return CommandLine.ExitCode.USAGE;
    } catch (FtpException | IllegalArgumentException | IOException e) {
      spec.commandLine().getErr().println("wherry: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, out), "stop"));
    greet(out, home, server);
    ConsoleLog.prepare();
    server.awaitClosed();
    return CommandLine.ExitCode.OK;
  }

  private static void stop(FtpServer server, PrintWriter out) {
    server.close();
    out.println("Stopped.");
  }

  private Path home() {
    Path named = directory == null ? Path.of("") : directory;
    Path home = named.toAbsolutePath().normalize();
    if (!Files.exists(home)) {
      throw new IllegalArgumentException("there is no directory " + home);
    }
    if (!Files.isDirectory(home)) {
      throw new IllegalArgumentException(home + " is not a directory");
    }
    if (!Files.isReadable(home) || !Files.isExecutable(home)) {
      throw new IllegalArgumentException("the directory " + home + " may not be read");
    }
    return home;
  }

  private FtpServer start(@Nullable ServerFile file, @Nullable Path home)
      throws InvalidFileException, IOException {
    if (file != null && publicAddress != null) {
      file.publicAddresses = List.of();
    }
    FtpServerBuilder builder = file == null ? FtpServer.builder() : file.builder();
    if (port != null) {
      builder.port(port);
    }
    if (home != null) {
      addUsers(builder, home);
    } else if (directory != null || anonymous || write || !users.isEmpty()) {
      throw new IllegalArgumentException(
          config
              + " says who may log in and where; DIR, --user, --anonymous and --write do not go"
              + " with that");
    }
    if (host != null) {
      builder.host(host);
    }
    if (passivePorts != null) {
      builder.passivePorts(passivePorts.lowest(), passivePorts.highest());
    }
    if (publicAddress != null) {
      builder.publicAddress(publicAddress);
    }
    if (loops != null) {
      builder.loops(loops);
    }
    if (poller != null) {
      builder.transport(poller);
    }
    if (symlinks != null) {
      builder.symlinks(symlinks);
    }
    keepLogs(builder, file);
    tls.apply(builder, host, publicAddress);
    return builder.start();
  }

  private void keepLogs(FtpServerBuilder builder, @Nullable ServerFile file) {
    Path transfers =
        transferLog == null && file != null ? file.transferLog.orElse(null) : transferLog;
    Path events = eventLog == null && file != null ? file.eventLog.orElse(null) : eventLog;
    if (transfers != null) {
      builder.onEvent(
          new TransferLog(new LogFile(transfers), Clock.system(ZoneId.systemDefault())));
    }
    if (events != null) {
      builder.onEvent(new EventLog(new LogFile(events), Clock.systemUTC()));
    }
  }

  private void addUsers(FtpServerBuilder builder, Path home) {
    for (Login user : users) {
      builder.user(user.name(), user.password(), home, userPermissions());
    }
    if (isOpenToAll()) {
      builder.anonymous(home, anonymousPermissions());
    }
  }

  private boolean isOpenToAll() {
    return anonymous || users.isEmpty();
  }

  private Permissions userPermissions() {
    return write ? Permissions.READ_WRITE : Permissions.READ_ONLY;
  }

  private Permissions anonymousPermissions() {
    return users.isEmpty() ? userPermissions() : Permissions.READ_ONLY;
  }

  private void greet(PrintWriter out, @Nullable Path home, FtpServer server) {
    out.printf(
        "Wherry %s serves %s by %s, on %d %s:%n",
        Wherry.Version.number(),
        home == null ? "what " + config + " says" : home,
        server.transport(),
        server.loops(),
        server.loops() == 1 ? "loop" : "loops");
    Urls.of(server.address()).forEach(url -> out.println("  " + url));
    if (home != null && !users.isEmpty()) {
      String names = users.stream().map(Login::name).collect(joining(", "));
      out.printf("%s may %s.%n", names, verbs(userPermissions()));
    }
    if (home != null && isOpenToAll()) {
      out.printf("Anybody may %s, as \"anonymous\".%n", verbs(anonymousPermissions()));
    }
    tls.tell(out, server);
    out.println("Ctrl-C stops it.");
  }

  private static String verbs(Permissions permissions) {
    return permissions.equals(Permissions.READ_WRITE) ? "read and write" : "read";
  }
}
