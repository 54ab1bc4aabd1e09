package dev.wherry.cli;

import dev.wherry.users.file.ApacheUsers;
import dev.wherry.users.file.StoredPassword;
import dev.wherry.users.file.StoredPassword.Algorithm;
import dev.wherry.users.file.UsersFileEditor;
import dev.wherry.yaml.InvalidFileException;
import dev.wherry.yaml.Values;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code wherry passwd}: sets a user's password in a users file, which is made if there is none. It
 * asks for the password twice, or takes the first line of what is piped in; an argument would show
 * it to everybody on the machine.
 */
@Command(
    name = "passwd",
    description = {
      "Sets a user's password in a users file; adds the user if there is none of that name.",
      "Asks for the password, or takes the first line of standard input."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Passwd implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "USER", description = "Whose password.")
  private String user = "";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "The users file. Default: ${DEFAULT-VALUE}.")
  private Path file = Path.of("users.yaml");

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      description = "argon2id, bcrypt, scrypt, pbkdf2 or sha512-crypt. Default: argon2id.")
  private String algorithm = "argon2id";

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Also set the home directory; %%u in it is the user's name.")
  private @Nullable String home;

  @Option(
      names = "--permissions",
      paramLabel = "RIGHTS",
      description = "Also set the rights: read-only, read-write, upload-only, none, or a list.")
  private @Nullable String permissions;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description =
          "Add the users of this users.properties of Apache FtpServer instead, with their"
              + " passwords.")
  private @Nullable Path imported;

  @Option(names = "--delete", description = "Remove the user instead.")
  private boolean delete;

  @Override
  public Integer call() throws IOException {
    try {
      if (imported != null) {
        return take(imported);
      }
      return delete ? remove() : set();
    } catch (InvalidFileException e) {
      Mistakes.print(spec.commandLine().getErr(), e);
      return CommandLine.ExitCode.USAGE;
    } catch (NoSuchFileException e) {
      return fail("there is no file " + e.getFile());
    } catch (IllegalArgumentException e) {
      return fail(String.valueOf(e.getMessage()));
    }
  }

  private int take(Path properties) throws IOException, InvalidFileException {
    if (!user.isEmpty() || delete || home != null || permissions != null) {
      return fail(
          "--import takes whole accounts; USER, --home, --permissions and --delete do not"
              + " go with it");
    }
    ApacheUsers users = ApacheUsers.read(properties);
    List<String> known = new UsersFileEditor(file).add(users.accounts());
    PrintWriter out = spec.commandLine().getOut();
    users.accounts().keySet().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> out.println("Added " + name + " to " + file + "."));
    known.forEach(name -> out.println(name + " is in " + file + " already, and stays as it is."));
    users.remarks().forEach(out::println);
    return CommandLine.ExitCode.OK;
  }

  private int remove() throws IOException, InvalidFileException {
    if (!new UsersFileEditor(file).remove(user)) {
      return fail("there is no user '" + user + "' in " + file);
    }
    spec.commandLine().getOut().println("Removed " + user + " from " + file + ".");
    return CommandLine.ExitCode.OK;
  }

  private int set() throws IOException, InvalidFileException {
    if (user.isBlank() || user.chars().anyMatch(Character::isISOControl)) {
      return fail("a user's name cannot be empty or hold control characters");
    }
    Algorithm chosen = algorithm(algorithm);
    Map<String, String> others = new LinkedHashMap<>();
    if (home != null) {
      others.put("home", home);
    }
    if (permissions != null) {
      Values.permissions(permissions);
      others.put("permissions", permissions);
    }
    String password = ask();
    if (password == null) {
      return fail("the two were not the same, or there was none; nothing is changed");
    }
    boolean isNew =
        new UsersFileEditor(file).set(user, StoredPassword.hash(password, chosen), others);
    spec.commandLine()
        .getOut()
        .println((isNew ? "Added " + user + " to " : "Changed " + user + " in ") + file + ".");
    return CommandLine.ExitCode.OK;
  }

  private static Algorithm algorithm(String name) {
    String[] names = Arrays.stream(Algorithm.values()).map(Passwd::name).toArray(String[]::new);
    String known = Values.oneOf(names).apply(name);
    return Algorithm.valueOf(known.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static String name(Algorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @SuppressWarnings("SystemConsoleNull") // which it is again since JDK 25, without a terminal
  private @Nullable String ask() throws IOException {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      return in.readLine();
    }
    char[] first = console.readPassword("Password for %s: ", user);
    char[] second = console.readPassword("The same again: ");
    boolean isSame = first != null && Arrays.equals(first, second);
    return isSame ? new String(first) : null;
  }

  private int fail(String what) {
    spec.commandLine().getErr().println("wherry: " + what);
    return CommandLine.ExitCode.USAGE;
  }
}
