package dev.wherry.cli;

import dev.wherry.Permissions;
import dev.wherry.Users;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.ldap.GroupRights;
import dev.wherry.users.ldap.LdapOptions;
import dev.wherry.users.ldap.LdapServer;
import dev.wherry.users.ldap.LdapUsers;
import dev.wherry.users.ldap.UserLookup;
import dev.wherry.yaml.Near;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Users of an LDAP directory: {@code users-ldap}. */
record LdapSource(LdapOptions options, AccountTemplate template) implements UserSource {

  private static final int MOST_CONNECTIONS = 1_000;

  static Optional<LdapSource> read(Section section, Path base) {
    List<LdapServer> servers = section.list("url", LdapServer::parse);
    boolean startTls = section.value("start-tls", Values::flag).orElse(false);
    Optional<Path> authorities = section.value("ca", Pem.in(base));
    Optional<UserLookup> lookup = lookup(section, base);
    Map<String, String> attributes = attributes(section.section("attributes"));
    GroupRights groups = section.has("groups") ? groups(section.section("groups")) : null;
    int connections = section.value("connections", Values.number(1, MOST_CONNECTIONS)).orElse(10);
    Duration timeout =
        section.value("timeout", Values::positiveDuration).orElse(Duration.ofSeconds(5));
    AccountTemplate template = AccountTemplate.read(base, section.section("defaults"));
    if (!section.has("url")) {
      section.problem("url", "'users-ldap' has a 'url'");
    }
    section.end();
    if (servers.isEmpty() || lookup.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new LdapSource(
              new LdapOptions(
                  servers,
                  startTls,
                  authorities.orElse(null),
                  lookup.get(),
                  attributes,
                  groups,
                  connections,
                  timeout),
              template));
    } catch (IllegalArgumentException e) {
      section.problem("start-tls", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Optional<UserLookup> lookup(Section section, Path base) {
    Optional<UserLookup> byDn = section.value("user", UserLookup.ByDn::new);
    Optional<UserLookup> bySearch =
        section.has("search") ? search(section.section("search"), base) : Optional.empty();
    if (section.has("user") == section.has("search")) {
      section.problem(
          "search", "'users-ldap' has either a 'user', which is a DN with %u, or a 'search'");
    }
    return byDn.or(() -> bySearch);
  }

  private static Optional<UserLookup> search(Section section, Path base) {
    Optional<String> below = section.value("base", UserLookup::checkedDn);
    String filter = section.value("filter", UserLookup::checkedFilter).orElse("(uid=%u)");
    Optional<String> as = section.value("as", UserLookup::checkedDn);
    Optional<String> password = Secret.read(section, "password", base);
    if (!section.has("base")) {
      section.problem("base", "a 'search' has a 'base'");
    }
    if (as.isPresent() && !section.has("password") && !section.has("password-file")) {
      section.problem("as", "who searches has a 'password' or, better, a 'password-file'");
    }
    section.end();
    return below.isEmpty() || (as.isPresent() && password.isEmpty())
        ? Optional.empty()
        : Optional.of(
            new UserLookup.BySearch(below.get(), filter, as.orElse(null), password.orElse(null)));
  }

  private static Map<String, String> attributes(Section section) {
    Map<String, String> attributes = LdapOptions.usualAttributes();
    for (String key : section.keys()) {
      if (LdapOptions.KEYS.contains(key)) {
        section.text(key).ifPresent(attribute -> attributes.put(key, attribute));
      } else {
        section.problemWithKey(
            key,
            "no attribute stands for '"
                + key
                + "'"
                + Near.hint(key, LdapOptions.KEYS)
                + " They can for "
                + String.join(", ", LdapOptions.KEYS));
      }
    }
    return attributes;
  }

  private static @Nullable GroupRights groups(Section section) {
    String attribute = section.text("attribute").orElse("memberOf");
    Map<String, Permissions> rights = new LinkedHashMap<>();
    Section written = section.section("permissions");
    for (String group : written.keys()) {
      try {
        GroupRights.checkedGroup(group);
        written.list(group, Values::permissions).stream()
            .reduce(Permissions::plus)
            .ifPresent(all -> rights.put(group, all));
      } catch (IllegalArgumentException e) {
        written.problemWithKey(group, String.valueOf(e.getMessage()));
      }
    }
    if (!section.has("permissions")) {
      section.problem("permissions", "'groups' have 'permissions', by their DNs");
    }
    section.end();
    return rights.isEmpty() ? null : new GroupRights(attribute, rights);
  }

  @Override
  public Users open() {
    return new LdapUsers(options, template);
  }

  @Override
  public void explain(Explanation to, String where) {
    to.line(
        "Users%s are those of the directory %s, %s, each answer within %s."
            .formatted(
                where,
                options,
                switch (options.lookup()) {
                  case UserLookup.ByDn by -> "as " + by.template();
                  case UserLookup.BySearch by -> "found by " + by;
                },
                Explanation.text(options.timeout())));
    to.template(template, "their entries");
    GroupRights groups = options.groups();
    if (groups != null) {
      groups
          .rights()
          .forEach((group, rights) ->
              to.line(
                  "  "
                      + (group.equals(GroupRights.EVERYBODY) ? "Everybody else" : group)
                      + ": "
                      + Explanation.text(rights)));
      if (!groups.rights().containsKey(GroupRights.EVERYBODY)) {
        to.line("  Nobody else may log in.");
      }
    }
    if (options.isClear()) {
      to.warn("passwords go to " + options + " in clear");
    }
  }
}
