package dev.wherry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

  private static final String SALT = "c2FsdHNhbHRzYWx0c2FsdA";
  private static final String HASH = "dClvKSmj66n6MdMWNv3Go4mvH1Ym2WIGiJvquqa+mfE";

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", " blank ", "caf\u00e9", "\ud83d\udeb6", "a\0b"})
  void knowsThePasswordAgain(String password) {
    String encoded = PasswordHash.hash(password, 2);
    assertTrue(PasswordHash.verify(password, encoded));
    assertFalse(PasswordHash.verify(password + "x", encoded));
    assertFalse(PasswordHash.verify("x" + password, encoded));
  }

  @Test
  void computesWhatOthersCompute() {
    // Python: hashlib.pbkdf2_hmac("sha256", b"secret", b"saltsaltsaltsalt", 1000)
    assertTrue(PasswordHash.verify("secret", "$pbkdf2-sha256$i=1000$" + SALT + "$" + HASH));
    assertFalse(PasswordHash.verify("secret", "$pbkdf2-sha256$i=1001$" + SALT + "$" + HASH));
  }

  @Test
  void saltsEveryHash() {
    assertNotEquals(PasswordHash.hash("secret", 1), PasswordHash.hash("secret", 1));
  }

  @Test
  void lookedUpForNobodyNothingFits() {
    String encoded = PasswordHash.ofNoPassword(12);
    assertTrue(PasswordHash.isWellFormed(encoded), encoded);
    assertTrue(encoded.startsWith("$pbkdf2-sha256$i=12$"), encoded);
    assertFalse(PasswordHash.verify("", encoded));
    assertNotEquals(PasswordHash.ofNoPassword(12), encoded);
  }

  @Test
  void writesTheIterations() {
    String encoded = PasswordHash.hash("secret", 12);
    assertTrue(
        encoded.matches("\\$pbkdf2-sha256\\$i=12\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}"),
        encoded);
  }

  @Test
  void opensNothingForAPasswordThatIsNoUnicode() {
    String encoded = PasswordHash.hash("a?b", 1);
    assertTrue(PasswordHash.verify("a?b", encoded));
    assertFalse(PasswordHash.verify("a\udce9b", encoded));
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.hash("a\udce9b", 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 10_000_001})
  void refusesIterationsOutOfRange(int iterations) {
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.hash("secret", iterations));
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.ofNoPassword(iterations));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$pbkdf2-sha256$i=1000$" + SALT,
        "$pbkdf2-sha1$i=1000$" + SALT + "$" + HASH,
        "$pbkdf2-sha256$1000$" + SALT + "$" + HASH,
        "$pbkdf2-sha256$i=0$" + SALT + "$" + HASH,
        "$pbkdf2-sha256$i=10000001$" + SALT + "$" + HASH,
        "$pbkdf2-sha256$i=99999999999$" + SALT + "$" + HASH,
        "$pbkdf2-sha256$i=+1$" + SALT + "$" + HASH,
        "$pbkdf2-sha256$i=1000$" + SALT + "$" + HASH + "A",
        "$pbkdf2-sha256$i=1000$" + SALT + "$" + HASH + "==",
        "$pbkdf2-sha256$i=1000$" + SALT + "$" + HASH + "\n",
        "$pbkdf2-sha256$i=1000$c2FsdA$" + HASH,
        "$pbkdf2-sha256$i=1000$" + SALT + "$c2FsdA",
        "$pbkdf2-sha256$i=1000$" + SALT + "$!" + HASH,
        "$pbkdf2-sha256$i=1000$$",
      })
  void refusesWhatItDidNotWriteWithoutShowingIt(String encoded) {
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.verify("secret", encoded));
    assertEquals(
        "a stored password must look like $pbkdf2-sha256$i=600000$salt$hash, with a salt of 16"
            + " and a hash of 32 bytes in Base64 without padding",
        refusal.getMessage());
  }
}
