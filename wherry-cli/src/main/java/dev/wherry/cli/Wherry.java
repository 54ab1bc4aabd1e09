package dev.wherry.cli;

import static java.util.stream.Collectors.joining;

import dev.wherry.Symlinks;
import dev.wherry.Tls.ClientCertificates;
import dev.wherry.Tls.Part;
import dev.wherry.Tls.SessionReuse;
import dev.wherry.io.TransportType;
import java.lang.module.ModuleDescriptor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command {@code wherry} and its entry point. What it can do is in its subcommands; here is
 * what they share: how values of options are read, and how mistakes are answered.
 */
@Command(
    name = "wherry",
    description = "An event-driven FTP server.",
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Wherry {

  private static final Map<String, Supplier<Object>> SUBCOMMANDS = new LinkedHashMap<>();

  static {
    SUBCOMMANDS.put("serve", Serve::new);
    SUBCOMMANDS.put("check", Check::new);
    SUBCOMMANDS.put("passwd", Passwd::new);
    SUBCOMMANDS.put("bench", Bench::new);
  }

  private Wherry() {}

  /** Runs the command; the exit code is 2 if it was not understood or could not start. */
  public static void main(String[] args) {
    ConsoleLog.use();
    System.exit(commandLine(args).execute(args));
  }

  /** Reading the annotations of all subcommands takes a third of a second, those of one a tenth. */
  static CommandLine commandLine(String... args) {
    CommandLine command = new CommandLine(new Wherry());
    boolean isKnown = args.length > 0 && SUBCOMMANDS.containsKey(args[0]);
    SUBCOMMANDS.forEach((name, maker) -> {
      if (!isKnown || name.equals(args[0])) {
        command.addSubcommand(name, maker.get());
      }
    });
    return command
        .registerConverter(int.class, Wherry::number)
        .registerConverter(Integer.class, Wherry::number)
        .registerConverter(Login.class, Login::parse)
        .registerConverter(PortRange.class, PortRange::parse)
        .registerConverter(TransportType.class, Wherry::poller)
        .registerConverter(Symlinks.class, text -> oneOf(Symlinks.values(), text))
        .registerConverter(Part.class, text -> oneOf(Part.values(), text))
        .registerConverter(SessionReuse.class, text -> oneOf(SessionReuse.values(), text))
        .registerConverter(
            ClientCertificates.class, text -> oneOf(ClientCertificates.values(), text))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((mistake, _) -> answer(mistake));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw new CommandLine.TypeConversionException("'" + text + "' is not a number");
    }
  }

  static TransportType poller(String name) {
    if (name.equals("auto")) {
      return TransportType.best();
    }
    for (TransportType type : TransportType.values()) {
      if (type.toString().equals(name)) {
        return type;
      }
    }
    throw new CommandLine.TypeConversionException(
        "there is no '" + name + "', only auto, epoll, kqueue, poll, select and nio");
  }

  private static <E extends Enum<E>> E oneOf(E[] values, String text) {
    for (E value : values) {
      if (name(value).equals(text)) {
        return value;
      }
    }
    String all = Arrays.stream(values).map(Wherry::name).collect(joining(", "));
    throw new CommandLine.TypeConversionException("there is no '" + text + "', only " + all);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int answer(ParameterException mistake) {
    CommandLine command = mistake.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command
        .getErr()
        .printf(
            "wherry: %s.%s See '%s --help'.%n", mistake.getMessage(), suggestion(mistake), name);
    return CommandLine.ExitCode.USAGE;
  }

  private static String suggestion(ParameterException mistake) {
    List<String> near =
        mistake instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return near.isEmpty() ? "" : " Did you mean " + near.getFirst() + "?";
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {
        "Wherry %s, Java %s, %s %s"
            .formatted(
                number(),
                Runtime.version().feature(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"))
      };
    }

    /** The version of the module, which classes that were not packed do not have. */
    static String number() {
      ModuleDescriptor module = Wherry.class.getModule().getDescriptor();
      return module == null ? "unpacked" : module.rawVersion().orElse("unpacked");
    }
  }
}
