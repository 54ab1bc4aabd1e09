package dev.wherry.users.file;

import dev.wherry.Permissions;
import dev.wherry.User;
import dev.wherry.yaml.Problem;
import dev.wherry.yaml.Problems;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What makes users of what a directory, a database or a service says of them: it has what they do
 * not say, in the words of a users file. Safe for use by many threads.
 */
public final class AccountTemplate {

  /** What an account may say of itself: its name as it is meant, and the keys of a users file. */
  public static final String NAME = "name";

  private final Path base;
  private final Section defaults;

  private AccountTemplate(Path base, Section defaults) {
    this.base = base;
    this.defaults = defaults;
  }

  /**
   * Reads what goes for all accounts; what is wrong there is told to the section's problems.
   *
   * @param base where relative paths count from
   * @param defaults as they are in a users file
   */
  public static AccountTemplate read(Path base, Section defaults) {
    AccountReader reader = new AccountReader(base, defaults);
    // A section of its own takes the problem that there is no home; the source may know it.
    Section nothing = Section.empty(new Problems(Path.of("")));
    reader.user(nothing, "somebody", nothing);
    AccountReader.KEYS.forEach(defaults::has);
    defaults.end();
    return new AccountTemplate(base, defaults);
  }

  /**
   * Accounts that have a home and rights, if the source says nothing else.
   *
   * @param home with {@code %u} for the user's name; null if the source knows it
   */
  public static AccountTemplate of(@Nullable String home, Permissions permissions) {
    Map<String, Object> said = new HashMap<>();
    if (home != null) {
      said.put("home", home);
    }
    said.put("permissions", Values.names(permissions));
    return new AccountTemplate(Path.of(""), Section.of(new Problems(Path.of("")), said));
  }

  /** Whether it has a home for those of whom the source says none. */
  public boolean hasHome() {
    return defaults.with(new Problems(Path.of(""))).has("home");
  }

  /** A user's home, if the source says nothing else, with {@code %u} in it. */
  public Optional<String> home() {
    return defaults.with(new Problems(Path.of(""))).text("home");
  }

  /** What users may do, if the source says nothing else. */
  public Permissions permissions() {
    Map<String, String> home = Map.of("home", "/");
    try {
      return user("somebody", home).permissions();
    } catch (IOException e) {
      return Permissions.NONE;
    }
  }

  /**
   * A user.
   *
   * @param name what the client sent with USER, unless {@code said} has the name as it is meant
   * @param said by the keys of a users file: texts, numbers, and collections and maps of these
   * @throws IOException if that is no account; the message says why, in a sentence
   */
  public User user(String name, Map<String, ?> said) throws IOException {
    Map<String, Object> rest = new HashMap<>(said);
    Object meant = rest.remove(NAME);
    String known = meant == null ? name : meant.toString();
    Problems problems = new Problems(Path.of(""));
    Section section = Section.of(problems, rest);
    Optional<User> user =
        new AccountReader(base, defaults.with(problems))
            .user(Section.of(problems, Map.of(known, rest)), known, section);
    List<Problem> found = problems.all();
    if (user.isEmpty() || !found.isEmpty()) {
      throw new IOException(
          "the account of '%s' cannot be used: %s"
              .formatted(
                  known, found.stream().map(Problem::text).collect(Collectors.joining("; "))));
    }
    return user.get();
  }
}
