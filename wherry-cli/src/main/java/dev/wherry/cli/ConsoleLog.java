package dev.wherry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * The log of the command: lines on standard error, warnings and worse unless {@link #verbose} was
 * called. It is set up in code, since a file would need an XML parser at every start.
 */
public final class ConsoleLog extends ContextAwareBase implements Configurator {

  /** For logback, which finds this class as a service. */
  public ConsoleLog() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %msg%n");
    encoder.start();

    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();

    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    // What it warns of is that a database is down, which is said once, by those who ask it.
    context.getLogger("com.zaxxer.hikari").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Shows everything that Wherry logs: commands, replies, transfers. */
  static void verbose() {
    ((Logger) LoggerFactory.getLogger("dev.wherry")).setLevel(Level.DEBUG);
  }
}
