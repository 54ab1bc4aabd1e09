package dev.wherry.users.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The driver that knows a URL: one of the JAR files given, or of the JVM's own.
 *
 * @param name its class
 * @param loader where that comes from, for as long as the driver is used
 */
record JdbcDriver(String name, ClassLoader loader) {

  /**
   * Looks for it.
   *
   * @throws IllegalArgumentException if there is none
   */
  static JdbcDriver of(JdbcOptions options) {
    URL[] jars = options.drivers().stream().map(JdbcDriver::url).toArray(URL[]::new);
    ClassLoader own = JdbcDriver.class.getClassLoader();
    try {
      if (jars.length == 0) {
        Driver driver = DriverManager.getDriver(options.url());
        return new JdbcDriver(driver.getClass().getName(), driver.getClass().getClassLoader());
      }
      ClassLoader loader = new URLClassLoader(jars, own);
      for (Driver driver : ServiceLoader.load(Driver.class, loader)) {
        if (driver.acceptsURL(options.url())) {
          return new JdbcDriver(driver.getClass().getName(), loader);
        }
      }
    } catch (SQLException | ServiceConfigurationError e) {
      throw new IllegalArgumentException(missing(options), e);
    }
    throw new IllegalArgumentException(missing(options));
  }

  private static String missing(JdbcOptions options) {
    return options.drivers().isEmpty()
        ? "there is no driver for " + options.place() + "; name its JAR file"
        : "no driver of " + options.drivers() + " is for " + options.place();
  }

  private static URL url(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new IllegalArgumentException("there is no driver " + jar + " that may be read");
    }
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("there is no driver " + jar, e);
    }
  }

  /** A pool of its connections: HikariCP asks the thread where drivers come from. */
  HikariDataSource pool(HikariConfig config) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      config.setDriverClassName(name);
      return new HikariDataSource(config);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
