package dev.wherry.users.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wherry.users.file.StoredPassword.Algorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredPasswordTest {

  @ParameterizedTest
  @EnumSource
  void whatIsHashedIsFoundAgain(Algorithm algorithm) {
    String encoded = StoredPassword.hash("pässword", algorithm);
    assertNull(StoredPassword.fault(encoded));
    assertTrue(StoredPassword.verify("pässword", encoded));
    assertFalse(StoredPassword.verify("password", encoded));
    assertFalse(encoded.equals(StoredPassword.hash("pässword", algorithm)), "the salt is new");
    assertFalse(StoredPassword.isWeak(encoded));
  }

  /** Made by others: argon2 and crypt by their authors, the rest as the comments say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        // phc-winner-argon2, test.c
        "password"
            + " $argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        // libxcrypt
        "secret $2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        // openssl passwd -6 and -5
        "secret"
            + " $6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.",
        "secret $5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.",
        // Python's hashlib.scrypt
        "secret"
            + " $scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$punalsgLVDmabDdlbwVieUjVAmz5/abwyjX3gfy3Xlo",
        // Apache FtpServer's users.properties of its distribution, and its SaltedPasswordEncryptor
        "admin 21232F297A57A5A743894A0E4A801FC3",
        "secret 99999:C6563BA4C5D1A9F1BB9425402B25A88A",
        // hashlib's hexdigest(), as pyftpdlib's manual has it
        "admin 21232f297a57a5a743894a0e4a801fc3",
        "secret 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
      })
  void knowsTheHashesOfOthers(String password, String encoded) {
    assertNull(StoredPassword.fault(encoded));
    assertTrue(StoredPassword.verify(password, encoded));
    assertFalse(StoredPassword.verify(password + " ", encoded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "",
        "$1$abcdefgh$irWbblnpmw.5z7wgBnprh0",
        "$2b$05$tooshort",
        "$2b$31$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=4,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$scrypt$ln=30,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$punalsgLVDmabDdlbwVieUjVAmz5/abwyjX3gfy3Xlo",
        "$6$rounds=999999999$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.",
        "$6$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.",
        "$pbkdf2-sha256$i=0$AAAA$AAAA",
      })
  void refusesWhatIsNoHashOrCostsTooMuch(String encoded) {
    String fault = StoredPassword.fault(encoded);
    assertNotNull(fault);
    assertFalse(encoded.length() > 8 && fault.contains(encoded), "a hash has no place in a log");
    assertThrows(IllegalArgumentException.class, () -> StoredPassword.verify("x", encoded));
  }

  @Test
  void whatIsNotUnicodeOpensNothing() {
    String question = StoredPassword.hash("?", Algorithm.SHA512_CRYPT);
    assertFalse(StoredPassword.verify("\uD800", question));
    assertThrows(
        IllegalArgumentException.class, () -> StoredPassword.hash("\uD800", Algorithm.BCRYPT));
  }

  @Test
  void bcryptDoesNotCutSilently() {
    String long73 = "x".repeat(73);
    assertEquals(
        "bcrypt takes at most 72 bytes of a password",
        assertThrows(
                IllegalArgumentException.class, () -> StoredPassword.hash(long73, Algorithm.BCRYPT))
            .getMessage());
  }

  @Test
  void digestsAreWeak() {
    assertTrue(StoredPassword.isWeak("21232f297a57a5a743894a0e4a801fc3"));
  }

  /** However many logins a source next to the one with the hashes lets wait. */
  @Test
  void asManyAreCheckedAtOnceAsThereAreProcessors() throws Exception {
    String hash = StoredPassword.hash("secret", StoredPassword.Algorithm.ARGON2ID);
    int processors = Runtime.getRuntime().availableProcessors();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4 * processors; i++) {
      threads.add(Thread.ofPlatform().start(() -> StoredPassword.verify("guess", hash)));
    }
    long most = 0;
    while (threads.stream().anyMatch(Thread::isAlive)) {
      // all of them at one moment
      most =
          Math.max(
              most,
              Thread.getAllStackTraces().values().stream()
                  .filter(StoredPasswordTest::isHashing)
                  .count());
    }
    assertTrue(most > 0 && most <= processors, most + " of " + processors);
  }

  /** Whoever waits has looked at the form of the hash before, which the format does, too. */
  private static boolean isHashing(StackTraceElement[] frames) {
    return Arrays.stream(frames)
        .anyMatch(frame -> frame.getClassName().equals(Argon2BytesGenerator.class.getName()));
  }
}
