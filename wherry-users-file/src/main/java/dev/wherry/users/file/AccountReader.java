package dev.wherry.users.file;

import dev.wherry.AccessRule;
import dev.wherry.Bandwidth;
import dev.wherry.Folder;
import dev.wherry.Permissions;
import dev.wherry.Quota;
import dev.wherry.Symlinks;
import dev.wherry.User;
import dev.wherry.UserLimits;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Accounts as they are written below {@code users:}, with what goes for all of them. */
public final class AccountReader {

  /** What an account may say of itself, but for its password. */
  public static final List<String> KEYS =
      List.of(
          "home",
          "permissions",
          "rules",
          "folders",
          "sessions",
          "upload",
          "download",
          "symlinks",
          "quota",
          "quota-files");

  private static final List<String> ANONYMOUS = List.of("anonymous", "ftp");

  private final Path base;
  private final Section defaults;

  /**
   * A reader of accounts.
   *
   * @param base where relative paths count from
   * @param defaults has what an account does not say
   */
  public AccountReader(Path base, Section defaults) {
    this.base = base;
    this.defaults = defaults;
  }

  /** The accounts that are written well; of the others {@code users} has told the problems. */
  public List<Account> read(Section users) {
    List<Account> accounts = new ArrayList<>();
    for (String name : users.keys()) {
      account(users, name, users.section(name)).ifPresent(accounts::add);
    }
    endDefaults();
    return accounts;
  }

  private Optional<Account> account(Section users, String name, Section section) {
    Optional<String> password = section.text("password");
    password
        .map(StoredPassword::fault)
        .ifPresent(fault -> section.problem("password", "'password': " + fault));
    boolean isAnonymous = ANONYMOUS.contains(name);
    if (!section.has("password") && !isAnonymous) {
      users.problemWithKey(
          name, "'" + name + "' has no password; 'wherry passwd " + name + "' sets one");
    }
    return user(users, name, section).map(user -> new Account(user, password.orElse(null)));
  }

  /** The user of a section that is below {@code name}, as far as it is written well. */
  Optional<User> user(Section users, String name, Section section) {
    Optional<String> home = first(section, "home", Function.identity());
    if (home.isEmpty() && !section.has("home")) {
      users.problemWithKey(name, "'" + name + "' has no home, nor have the defaults");
    }
    Permissions permissions =
        permissions(section, "permissions")
            .or(() -> permissions(defaults, "permissions"))
            .orElse(Permissions.READ_ONLY);
    List<AccessRule> rules = rules(section.has("rules") ? section : defaults);
    List<Folder> folders = folders(section.has("folders") ? section : defaults, name);
    UserLimits limits = limits(section);
    Symlinks symlinks = first(section, "symlinks", Values::symlinks).orElse(null);
    section.end();
    try {
      return home.map(
          text -> new User(name, path(text, name), permissions, rules, folders, limits, symlinks));
    } catch (IllegalArgumentException e) {
      users.problemWithKey(name, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private <T> Optional<T> first(Section section, String key, Function<String, T> parser) {
    Optional<T> own = section.value(key, parser);
    return own.isPresent() ? own : defaults.value(key, parser);
  }

  private static Optional<Permissions> permissions(Section section, String key) {
    if (!section.has(key)) {
      return Optional.empty();
    }
    List<Permissions> parts = section.list(key, Values::permissions);
    Permissions sum = Permissions.NONE;
    for (Permissions part : parts) {
      sum = sum.plus(part);
    }
    return Optional.of(sum);
  }

  private static List<AccessRule> rules(Section section) {
    List<AccessRule> rules = new ArrayList<>();
    Section written = section.section("rules");
    for (String pattern : written.keys()) {
      try {
        if (written.text(pattern).filter("hidden"::equals).isPresent()) {
          rules.add(AccessRule.hidden(pattern));
        } else {
          permissions(written, pattern)
              .ifPresent(allowed -> rules.add(AccessRule.of(pattern, allowed)));
        }
      } catch (IllegalArgumentException e) {
        written.problemWithKey(pattern, String.valueOf(e.getMessage()));
      }
    }
    return rules;
  }

  private List<Folder> folders(Section section, String user) {
    List<Folder> folders = new ArrayList<>();
    Section written = section.section("folders");
    for (String path : written.keys()) {
      try {
        written.text(path).ifPresent(text -> folders.add(new Folder(path, path(text, user))));
      } catch (IllegalArgumentException e) {
        written.problemWithKey(path, String.valueOf(e.getMessage()));
      }
    }
    return folders;
  }

  private UserLimits limits(Section section) {
    int sessions =
        first(section, "sessions", Values.number(1, Integer.MAX_VALUE)).orElse(Integer.MAX_VALUE);
    long upload = first(section, "upload", Values::rate).orElse(Long.MAX_VALUE);
    long download = first(section, "download", Values::rate).orElse(Long.MAX_VALUE);
    long bytes = first(section, "quota", Values::bytes).orElse(Long.MAX_VALUE);
    int files =
        first(section, "quota-files", Values.number(0, Integer.MAX_VALUE))
            .orElse(Integer.MAX_VALUE);
    return new UserLimits(
        sessions,
        new Bandwidth(upload, download),
        new Quota(bytes, files == Integer.MAX_VALUE ? Long.MAX_VALUE : files));
  }

  /** What nobody has asked the defaults for because every account has its own. */
  private void endDefaults() {
    KEYS.forEach(defaults::has);
    defaults.end();
  }

  /** A path in which {@code %u} is the user's name, which must not lead elsewhere. */
  private Path path(String text, String user) {
    if (text.contains("%u")
        && (user.contains("/") || user.contains("\\") || user.startsWith("."))) {
      throw new IllegalArgumentException(
          "'" + user + "' cannot be part of a path, where %u would put it");
    }
    return base.resolve(text.replace("%u", user)).normalize();
  }
}
