package dev.wherry.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.LayoutBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * The log of the command: lines on standard error, warnings and worse unless {@link #verbose} was
 * called. It is logback, set up in code and named to slf4j by {@link #use}: both would look for
 * services and files in every jar, which takes a quarter of the time that a start takes.
 */
public final class ConsoleLog implements SLF4JServiceProvider {

  private final LoggerContext context = new LoggerContext();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter diagnostics = new LogbackMDCAdapter();

  /** For slf4j, which is given the name of this class. */
  public ConsoleLog() {}

  /** To be called before anybody logs. */
  static void use() {
    System.setProperty("slf4j.provider", ConsoleLog.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN"); // or it tells that it obeys
  }

  @Override
  public void initialize() {
    context.setMDCAdapter(diagnostics);

    Lines lines = new Lines();
    lines.setContext(context);
    lines.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(lines);
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
    context.start();
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return context;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return diagnostics;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  /**
   * Does ahead what the first line would do. When that says that there are no descriptors left,
   * none is left to read the time zone from.
   */
  static void prepare() {
    Objects.requireNonNull(Time.FORMAT);
  }

  /** Shows everything that Wherry logs: commands, replies, transfers. */
  static void verbose() {
    ((Logger) LoggerFactory.getLogger("dev.wherry")).setLevel(Level.DEBUG);
  }

  /** As the pattern {@code %d{HH:mm:ss.SSS} %-5level %msg%n}, which takes longer to set up. */
  private static final class Lines extends LayoutBase<ILoggingEvent> {

    @Override
    public String doLayout(ILoggingEvent event) {
      String time = Time.FORMAT.format(event.getInstant());
      String line = "%s %-5s %s%n".formatted(time, event.getLevel(), event.getFormattedMessage());
      return event.getThrowableProxy() == null
          ? line
          : line + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }
  }

  /** What is not needed before something is logged. */
  private static final class Time {

    static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
  }
}
