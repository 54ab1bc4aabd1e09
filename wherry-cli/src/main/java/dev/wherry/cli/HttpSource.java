package dev.wherry.cli;

import dev.wherry.Users;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.http.HttpOptions;
import dev.wherry.users.http.HttpUsers;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Users that a service knows: {@code users-http}. */
record HttpSource(HttpOptions options, AccountTemplate template) implements UserSource {

  private static final int MOST_REQUESTS = 1_000;

  static Optional<HttpSource> read(Section section, Path base) {
    Optional<URI> url = section.value("url", HttpOptions::checkedUrl);
    Optional<String> token = Secret.read(section, "token", base);
    Optional<Path> authorities = section.value("ca", Pem.in(base));
    int requests = section.value("requests", Values.number(1, MOST_REQUESTS)).orElse(20);
    Duration timeout =
        section.value("timeout", Values::positiveDuration).orElse(Duration.ofSeconds(5));
    AccountTemplate template = AccountTemplate.read(base, section.section("defaults"));
    if (!section.has("url")) {
      section.problem("url", "'users-http' has a 'url'");
    }
    section.end();
    try {
      return url.map(it ->
          new HttpSource(
              new HttpOptions(it, token.orElse(null), authorities.orElse(null), requests, timeout),
              template));
    } catch (IllegalArgumentException e) {
      section.problem(
          section.has("token") ? "token" : "token-file", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  @Override
  public Users open() {
    return new HttpUsers(options, template);
  }

  @Override
  public void explain(Explanation to, String where) {
    to.line(
        "Users%s are those of the service %s, by up to %d requests at once, each answer within %s."
            .formatted(where, options, options.requests(), Explanation.text(options.timeout())));
    to.template(template, "its answers");
    if (options.isClear()) {
      to.warn("passwords go to " + options + " in clear");
    }
  }
}
