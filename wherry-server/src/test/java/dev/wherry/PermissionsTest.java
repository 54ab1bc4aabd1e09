package dev.wherry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsTest {

  @Test
  void hasTheLettersOfPyftpdlib() {
    assertEquals("elradfmwMT", Permissions.READ_WRITE.toString());
    assertEquals("elr", Permissions.READ_ONLY.toString());
    assertEquals("", Permissions.NONE.toString());
  }

  @Test
  void readsLettersInAnyOrder() {
    assertEquals(Permissions.READ_ONLY, Permissions.parse("rle"));
    assertEquals(Permissions.READ_ONLY, Permissions.parse("elrelr"));
    assertEquals(Permissions.NONE, Permissions.parse(""));
    assertEquals(Permissions.READ_WRITE, Permissions.parse("TMwmfdarle"));
  }

  @Test
  void tellsSmallLettersFromCapitals() {
    assertTrue(Permissions.parse("m").allows(Permission.MAKE_DIRECTORY));
    assertFalse(Permissions.parse("m").allows(Permission.CHANGE_MODE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "el r", "E", "elr,w"})
  void refusesUnknownLetters(String letters) {
    Exception refusal =
        assertThrows(IllegalArgumentException.class, () -> Permissions.parse(letters));
    assertEquals(
        "permissions are letters of 'elradfmwcMT', which '" + letters + "' is not",
        refusal.getMessage());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CREATE")
  void addsAndTakesAwayOneByOne(Permission permission) {
    assertTrue(Permissions.READ_WRITE.allows(permission));
    assertFalse(Permissions.NONE.allows(permission));
    assertEquals(Permissions.of(permission), Permissions.NONE.plus(permission));
    Permissions others = Permissions.READ_WRITE.minus(permission);
    assertFalse(others.allows(permission));
    assertEquals(Permissions.READ_WRITE, others.plus(permission));
    assertEquals(others, Permissions.parse(others.toString()));
    // The constant is still what it was.
    assertTrue(Permissions.READ_WRITE.allows(permission));
    assertFalse(Permissions.NONE.allows(permission));
  }

  @Test
  void whoMayWriteMayCreateAndNotTheOtherWayRound() {
    assertTrue(Permissions.parse("w").allows(Permission.CREATE));
    assertFalse(Permissions.parse("c").allows(Permission.WRITE));
    assertEquals(Permissions.parse("w"), Permissions.parse("cw"));
    assertEquals(Permissions.parse("w"), Permissions.parse("c").plus(Permission.WRITE));
    assertFalse(Permissions.READ_WRITE.minus(Permission.WRITE).allows(Permission.CREATE));
    assertEquals("ec", Permissions.UPLOAD_ONLY.toString());
  }

  @Test
  void isTheSetOfItsPermissions() {
    assertEquals(
        Permissions.READ_ONLY, Permissions.of(Permission.READ, Permission.ENTER, Permission.LIST));
    assertEquals(
        Permissions.READ_ONLY.hashCode(),
        Permissions.of(Permission.READ, Permission.ENTER, Permission.LIST).hashCode());
    assertNotEquals(Permissions.READ_ONLY, Permissions.READ_WRITE);
  }
}
