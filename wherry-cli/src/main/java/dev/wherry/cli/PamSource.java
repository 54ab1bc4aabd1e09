package dev.wherry.cli;

import dev.wherry.Users;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.pam.PamOptions;
import dev.wherry.users.pam.PamUsers;
import dev.wherry.yaml.Section;
import dev.wherry.yaml.Values;
import java.nio.file.Path;
import java.util.Optional;

/** Users of the system: {@code users-pam}. */
record PamSource(PamOptions options, AccountTemplate template) implements UserSource {

  private static final int MOST_CHECKS = 100;

  static Optional<PamSource> read(Section section, Path base) {
    PamOptions standard = PamOptions.STANDARD;
    String service =
        section.value("service", PamOptions::checkedService).orElse(standard.service());
    int lowestUid =
        section
            .value("lowest-uid", Values.number(0, Integer.MAX_VALUE))
            .orElse(standard.lowestUid());
    int checks = section.value("checks", Values.number(1, MOST_CHECKS)).orElse(standard.checks());
    AccountTemplate template = AccountTemplate.read(base, section.section("defaults"));
    section.end();
    return Optional.of(new PamSource(new PamOptions(service, lowestUid, checks), template));
  }

  @Override
  public Users open() {
    return new PamUsers(options, template);
  }

  @Override
  public void explain(Explanation to, String where) {
    to.line(
        "Users%s are those of the system with a uid from %d on, by PAM as the service %s."
            .formatted(where, options.lowestUid(), options.service()));
    to.template(template, "the system's accounts");
    try {
      PamUsers.checkLibrary();
    } catch (IllegalArgumentException e) {
      to.warn("'serve' will not start: " + e.getMessage());
    }
  }
}
