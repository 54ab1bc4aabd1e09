package dev.wherry.tests.conformance;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** What commands do to files where the JDK holds the directories, and not the kernel's openat2. */
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
  class Directories extends Rfc959DirectoryTest {}

  @Nested
  class Transfers extends Rfc959TransferTest {}

  @Nested
  class Listings extends Rfc959ListingTest {}

  @Nested
  class Names extends Rfc2640Test {}

  @Nested
  class Copies extends CopyTest {}
}
