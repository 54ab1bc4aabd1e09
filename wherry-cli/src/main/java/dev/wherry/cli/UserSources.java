package dev.wherry.cli;

import dev.wherry.Users;
import dev.wherry.users.file.AccountReader;
import dev.wherry.users.file.ListedUsers;
import dev.wherry.users.file.UsersFile;
import dev.wherry.yaml.InvalidFileException;
import dev.wherry.yaml.Problem;
import dev.wherry.yaml.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the users of a server or of a virtual host are, in the order in which they are asked. */
final class UserSources {

  private static final List<String> ELSEWHERE =
      List.of("users-file", "users-ldap", "users-jdbc", "users-http", "users-pam");

  private final Path base;
  private final List<Problem> elsewhere;
  private final List<String> keys = new ArrayList<>();
  private final List<UserSource> all = new ArrayList<>();

  private UserSources(Path base, List<Problem> elsewhere) {
    this.base = base;
    this.elsewhere = elsewhere;
  }

  /** Nobody. */
  static UserSources none() {
    return new UserSources(Path.of(""), List.of());
  }

  /**
   * Those of a server: also the ones that are listed in the file itself.
   *
   * @param base where relative paths count from
   * @param elsewhere takes the problems of other files
   */
  static UserSources ofServer(Section top, Path base, List<Problem> elsewhere) {
    UserSources sources = new UserSources(base, elsewhere);
    List<String> known = new ArrayList<>(ELSEWHERE);
    known.add("users");
    sources.read(top, known);
    boolean hasDefaults = top.has("defaults");
    if (top.has("users-file") && (top.has("users") || hasDefaults)) {
      top.problem("users", "'users' and 'defaults' do not go with a 'users-file'; put them there");
    } else if (hasDefaults && !top.has("users")) {
      top.problem("defaults", "the 'defaults' are for 'users', and there are none");
    }
    return sources;
  }

  /** Those of a virtual host. */
  static UserSources ofHost(Section host, Path base, List<Problem> elsewhere) {
    UserSources sources = new UserSources(base, elsewhere);
    sources.read(host, ELSEWHERE);
    host.end();
    return sources;
  }

  private void read(Section section, List<String> known) {
    for (String key : section.those(known)) {
      keys.add(key);
      // The classes of a source are loaded when it is there, and not at every start.
      Optional<? extends UserSource> source =
          switch (key) {
            case "users" -> listed(section);
            case "users-file" -> file(section);
            case "users-jdbc" -> JdbcSource.read(section.section(key), base);
            case "users-ldap" -> LdapSource.read(section.section(key), base);
            case "users-pam" -> PamSource.read(section.section(key), base);
            case "users-http" -> HttpSource.read(section.section(key), base);
            default -> throw new IllegalStateException(key);
          };
      source.ifPresent(all::add);
    }
  }

  private Optional<UserSource> listed(Section section) {
    try {
      return Optional.of(
          new Listed(
              new ListedUsers(
                  new AccountReader(base, section.section("defaults"))
                      .read(section.section("users")))));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // the reader has told it, with its line
    }
  }

  private Optional<UserSource> file(Section section) {
    Optional<Path> named = section.text("users-file").map(base::resolve);
    named.ifPresent(file -> check(section, file));
    return named.map(InFile::new);
  }

  private void check(Section section, Path file) {
    try {
      UsersFile.read(file);
    } catch (InvalidFileException e) {
      if (e.problems().stream().allMatch(problem -> problem.line() == 0)) {
        section.problem("users-file", "'users-file': " + e.getMessage());
      } else {
        elsewhere.addAll(e.problems());
      }
    }
  }

  /** Whether the configuration names none. */
  boolean isEmpty() {
    return keys.isEmpty();
  }

  /** What they are called in the file, in their order. */
  List<String> keys() {
    return keys;
  }

  /** The sources themselves, as far as they are written well. */
  List<UserSource> all() {
    return all;
  }

  /** All of them, to be asked one after the other. */
  Users open() throws InvalidFileException {
    List<Users> opened = new ArrayList<>();
    for (UserSource source : all) {
      opened.add(source.open());
    }
    return Users.inOrder(opened);
  }

  private record Listed(ListedUsers users) implements UserSource {

    @Override
    public Users open() {
      return users;
    }

    @Override
    public void explain(Explanation to, String where) {
      to.users(users, where);
    }
  }

  private record InFile(Path file) implements UserSource {

    @Override
    public Users open() throws InvalidFileException {
      return UsersFile.open(file);
    }

    @Override
    public void explain(Explanation to, String where) throws InvalidFileException {
      to.users(UsersFile.read(file), where);
    }
  }
}
