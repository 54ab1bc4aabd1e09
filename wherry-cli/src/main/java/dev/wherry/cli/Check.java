package dev.wherry.cli;

import dev.wherry.yaml.InvalidFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code wherry check}: reads a configuration and says what it means, or everything that is wrong
 * in it, each with its line and column; then the exit code is 2.
 */
@Command(
    name = "check",
    description = "Reads a configuration, and says what it means or what is wrong in it.",
    mixinStandardHelpOptions = true,
    versionProvider = Wherry.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Check implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The configuration, such as wherry.yaml.")
  private Path file = Path.of("wherry.yaml");

  @Override
  public Integer call() {
    try {
      ServerFile server = ServerFile.read(file, new TlsOptions());
      server.tls().check();
      Explanation explanation = new Explanation(server);
      explanation.lines().forEach(spec.commandLine().getOut()::println);
      return CommandLine.ExitCode.OK;
    } catch (InvalidFileException e) {
      Mistakes.print(spec.commandLine().getErr(), e);
      return CommandLine.ExitCode.USAGE;
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("wherry: " + file + ": tls: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
  }
}
