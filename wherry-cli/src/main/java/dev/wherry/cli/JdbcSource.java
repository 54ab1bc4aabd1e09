package dev.wherry.cli;

import dev.wherry.Users;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.jdbc.JdbcOptions;
import dev.wherry.users.jdbc.JdbcUsers;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Users of a database: {@code users-jdbc}. */
record JdbcSource(JdbcOptions options, AccountTemplate template) implements UserSource {

  private static final int MOST_CONNECTIONS = 1_000;

  static Optional<JdbcSource> read(Section section, Path base) {
    Optional<String> url = section.value("url", JdbcOptions::checkedUrl);
    Optional<String> user = section.text("user");
    Optional<String> password = Secret.read(section, "password", base);
    List<Path> drivers = section.list("driver", base::resolve);
    Optional<String> query = section.value("query", JdbcOptions::checkedQuery);
    int connections = section.value("connections", Values.number(1, MOST_CONNECTIONS)).orElse(5);
    Optional<Duration> timeout =
        section.has("timeout")
            ? section.value("timeout", text -> JdbcOptions.checkedTimeout(Values.duration(text)))
            : Optional.of(Duration.ofSeconds(5));
    AccountTemplate template = AccountTemplate.read(base, section.section("defaults"));
    for (String key : List.of("url", "query")) {
      if (!section.has(key)) {
        section.problem(key, "'users-jdbc' has a '" + key + "'");
      }
    }
    section.end();
    if (url.isEmpty() || query.isEmpty() || timeout.isEmpty()) {
      return Optional.empty();
    }
    JdbcOptions options =
        new JdbcOptions(
            url.get(),
            user.orElse(null),
            password.orElse(null),
            drivers,
            query.get(),
            connections,
            timeout.get());
    try {
      JdbcUsers.checkDriver(options);
    } catch (IllegalArgumentException e) {
      section.problem(section.has("driver") ? "driver" : "url", String.valueOf(e.getMessage()));
    }
    return Optional.of(new JdbcSource(options, template));
  }

  @Override
  public Users open() {
    return new JdbcUsers(options, template);
  }

  @Override
  public void explain(Explanation to, String where) {
    to.line(
        "Users%s are those of the database %s, by up to %d %s, each answer within %s."
            .formatted(
                where,
                options,
                options.connections(),
                options.connections() == 1 ? "connection" : "connections",
                Explanation.text(options.timeout())));
    to.template(template, "their rows");
  }
}
