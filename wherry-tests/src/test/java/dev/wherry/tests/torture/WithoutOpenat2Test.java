package dev.wherry.tests.torture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The jail as it is where the kernel does no look-ups below a directory, by the JDK alone. */
class WithoutOpenat2Test {

  private static final String PROPERTY = "dev.wherry.without-openat2";

  @BeforeAll
  static void doWithout() {
    System.setProperty(PROPERTY, "true");
  }

  @AfterAll
  static void doWith() {
    System.clearProperty(PROPERTY);
  }

  @Nested
  class Jail extends JailTest {}

  @Nested
  class JailRace extends JailRaceTest {}

  @Nested
  class NoLinksRace extends NoLinksRaceTest {}

  @Nested
  class Policies extends SymlinksTest {}
}
