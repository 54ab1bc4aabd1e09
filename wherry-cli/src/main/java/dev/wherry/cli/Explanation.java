package dev.wherry.cli;

import dev.wherry.AccessRule;
import dev.wherry.AddressRange;
import dev.wherry.Bandwidth;
import dev.wherry.Defence;
import dev.wherry.Folder;
import dev.wherry.Limits;
import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.PublicAddress;
import dev.wherry.Symlinks;
import dev.wherry.Uploads;
import dev.wherry.User;
import dev.wherry.users.file.Account;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.file.ListedUsers;
import dev.wherry.users.file.StoredPassword;
import dev.wherry.yaml.InvalidFileException;
import dev.wherry.yaml.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a configuration means, in sentences, with warnings of what may not be meant. */
final class Explanation {

  private final ServerFile server;
  private final List<String> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Explanation(ServerFile server) throws InvalidFileException {
    this.server = server;
    place();
    lines.addAll(server.tls().explain());
    data();
    logs();
    limits(server.limits);
    defence(server.defence);
    sources(server.sources(), "");
    for (Map.Entry<String, UserSources> host : server.hosts().entrySet()) {
      sources(host.getValue(), " of host " + host.getKey());
    }
    if (!server.hasUsers()) {
      warnings.add("nobody is named: 'serve' will serve a directory to everybody, or to --user");
    }
  }

  /** One sentence to a line; warnings come last. */
  List<String> lines() {
    List<String> all = new ArrayList<>();
    all.add(server.file() + " is in order.");
    all.addAll(lines);
    warnings.forEach(warning -> all.add("Warning: " + warning + "."));
    return all;
  }

  private void place() {
    lines.add(
        "Listens on "
            + (server.host.isEmpty() ? "every address" : server.host)
            + ", port "
            + (server.port == 0 ? "of the system's choice" : "" + server.port)
            + ", by "
            + server.poller.map(Object::toString).orElse("the best poller there is")
            + ", with "
            + server.loops.map(n -> n + (n == 1 ? " loop" : " loops")).orElse("a loop per core")
            + ".");
    lines.add(
        server.uploads == Uploads.ATOMIC
            ? "Uploads get their names when they are complete."
            : "Uploads are seen under their names while they last.");
    lines.add(text(server.symlinks));
    lines.add(
        server.listingAge.isZero()
            ? "Listings are made anew each time."
            : "Listings are sent again for up to "
                + text(server.listingAge)
                + " while the system says that nothing has changed.");
    if (!server.proxies.isEmpty()) {
      lines.add("Believes the PROXY headers of " + list(server.proxies) + ".");
    }
    if (!server.allowed.isEmpty()) {
      lines.add("Serves nobody but clients from " + list(server.allowed) + ".");
    }
    if (!server.denied.isEmpty()) {
      lines.add("Turns away clients from " + list(server.denied) + ".");
    }
  }

  private void data() {
    int lowest = server.passivePorts.lowest();
    int highest = server.passivePorts.highest();
    lines.add(
        "Passive ports are "
            + lowest
            + " to "
            + highest
            + (server.passivePorts.exposed() == lowest
                ? ""
                : ", which clients know as "
                    + server.passivePorts.exposed()
                    + " to "
                    + server.passivePorts.exposed(highest))
            + ".");
    for (PublicAddress rule : server.publicAddresses) {
      lines.add(
          "PASV tells "
              + (rule.clients() == null ? "clients" : "clients from " + rule.clients())
              + (rule.local() == null ? "" : " of " + rule.local())
              + (rule.host().equals(PublicAddress.LOCAL)
                  ? " the address they have connected to."
                  : " the address " + rule.host() + "."));
    }
    if (server.serverToServer) {
      warnings.add("with 'server-to-server' users can have this server connect to others' ports");
    }
  }

  private void logs() {
    server.transferLog.ifPresent(file -> lines.add("Transfers are logged in " + file + "."));
    server.eventLog.ifPresent(
        file -> lines.add("Logins, transfers and changed files are logged in " + file + "."));
  }

  private void limits(Limits limits) {
    lines.add(
        "At most "
            + limits.sessions()
            + " sessions"
            + (limits.sessionsPerAddress() == Integer.MAX_VALUE
                ? ""
                : ", " + limits.sessionsPerAddress() + " from one address")
            + (limits.sessionsPerUser() == Integer.MAX_VALUE
                ? ""
                : ", " + limits.sessionsPerUser() + " of one user")
            + "; idle for "
            + text(limits.idle())
            + ", "
            + text(limits.login())
            + " and "
            + limits.failures()
            + " attempts to log in.");
    if (limits.transfersPerSession() != Integer.MAX_VALUE) {
      lines.add("At most " + limits.transfersPerSession() + " transfers in one session.");
    }
    bandwidth("All transfers together move", limits.bandwidth());
    bandwidth("Those of a session move", limits.bandwidthPerSession());
    bandwidth("Those of an address move", limits.bandwidthPerAddress());
  }

  private void bandwidth(String what, Bandwidth bandwidth) {
    if (!bandwidth.isUnlimited()) {
      lines.add(what + " " + text(bandwidth) + ".");
    }
  }

  private void defence(Defence defence) {
    lines.add(
        defence.banScore() == Integer.MAX_VALUE
            ? "No address is banned."
            : "An address is banned for "
                + text(defence.ban())
                + " at "
                + defence.banScore()
                + " points in "
                + text(defence.memory())
                + ".");
  }

  private void sources(UserSources sources, String where) throws InvalidFileException {
    if (sources.keys().size() > 1) {
      lines.add(
          "Who logs in%s is looked up in this order: %s."
              .formatted(where, String.join(", ", sources.keys())));
    }
    for (UserSource source : sources.all()) {
      source.explain(this, where);
    }
  }

  /** Adds a sentence. */
  void line(String sentence) {
    lines.add(sentence);
  }

  /** Adds a warning: a sentence without its end. */
  void warn(String sentence) {
    warnings.add(sentence);
  }

  /** What users get of whom {@code source} says nothing else. */
  void template(AccountTemplate template, String source) {
    String home =
        template
            .home()
            .map(text -> "have the home " + text)
            .orElseGet(() -> "have the home that " + source + " say");
    lines.add(
        "  They %s and %s, unless %s say more."
            .formatted(home, text(template.permissions()), source));
  }

  /** Says who is listed, and what they may do. */
  void users(ListedUsers users, String where) {
    for (Account account : users.accounts()) {
      User user = account.user();
      String who = account.password() == null ? "Anybody, as " + user.name() : user.name();
      lines.add(who + where + ": " + text(user.permissions()) + " in " + user.home() + ".");
      if (user.symlinks() != null && user.symlinks() != server.symlinks) {
        lines.add("  " + text(user.symlinks()));
      }
      for (AccessRule rule : user.rules()) {
        lines.add(
            "  " + rule.pattern() + ": " + (rule.isHidden() ? "hidden" : text(rule.permissions())));
      }
      for (Folder folder : user.folders()) {
        lines.add("  " + folder.path() + " is " + folder.directory());
        requireDirectory(user.name(), folder.directory());
      }
      bandwidth("  All sessions together move", user.limits().bandwidth());
      requireDirectory(user.name(), user.home());
      if (account.password() != null && StoredPassword.isWeak(account.password())) {
        warnings.add(
            "the password of " + user.name() + " is kept as a plain digest; set it anew soon");
      }
    }
  }

  private void requireDirectory(String user, Path directory) {
    if (!Files.isDirectory(directory)) {
      warnings.add(user + " cannot log in as long as there is no directory " + directory);
    }
  }

  static String text(Permissions permissions) {
    if (permissions.equals(Permissions.READ_WRITE)) {
      return "may do everything";
    }
    if (permissions.equals(Permissions.NONE)) {
      return "may do nothing";
    }
    return "may "
        + Arrays.stream(Permission.values())
            .filter(permissions::allows)
            .map(Values::name)
            .collect(Collectors.joining(", "));
  }

  private static String text(Symlinks symlinks) {
    return switch (symlinks) {
      case NEVER -> "Symbolic links are listed and not followed.";
      case INSIDE -> "Symbolic links lead to places in the same home or folder only.";
      case FOLLOW -> "Symbolic links lead wherever they point to, out of the homes, too.";
    };
  }

  private static String text(Bandwidth bandwidth) {
    String up = "up to " + rate(bandwidth.upload()) + " up";
    String down = "up to " + rate(bandwidth.download()) + " down";
    return bandwidth.upload() == Long.MAX_VALUE
        ? down
        : bandwidth.download() == Long.MAX_VALUE ? up : up + " and " + down;
  }

  private static String rate(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB/s", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB/s", bytes / 1e6);
  }

  static String text(Duration duration) {
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + " milliseconds";
    }
    long seconds = duration.toSeconds();
    boolean isMinutes = seconds >= 60 && seconds % 60 == 0;
    long count = isMinutes ? seconds / 60 : seconds;
    return count + (isMinutes ? " minute" : " second") + (count == 1 ? "" : "s");
  }

  private static String list(List<AddressRange> ranges) {
    return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(", "));
  }
}
