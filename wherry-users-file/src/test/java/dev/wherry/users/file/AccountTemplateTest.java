package dev.wherry.users.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wherry.Bandwidth;
import dev.wherry.Permissions;
import dev.wherry.Quota;
import dev.wherry.User;
import dev.wherry.yaml.Problems;
import dev.wherry.yaml.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTemplateTest {

  private static final AccountTemplate TEMPLATE =
      AccountTemplate.of("/srv/ftp/%u", Permissions.READ_WRITE);

  @Test
  void whatIsNotSaidComesFromTheDefaults() throws Exception {
    User anna = TEMPLATE.user("anna", Map.of());
    assertEquals(Path.of("/srv/ftp/anna"), anna.home());
    assertEquals(Permissions.READ_WRITE, anna.permissions());
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    User anna =
        TEMPLATE.user(
            "ANNA",
            Map.of(
                "name",
                "anna",
                "home",
                "/home/%u",
                "permissions",
                List.of("enter", "list"),
                "rules",
                Map.of("/in", "upload-only", "*.exe", "hidden"),
                "folders",
                Map.of("/music", "/data/%u/music"),
                "sessions",
                5,
                "upload",
                "1 MB/s",
                "quota",
                1000,
                "quota-files",
                10));
    assertEquals("anna", anna.name());
    assertEquals(Path.of("/home/anna"), anna.home());
    assertEquals(Permissions.parse("el"), anna.permissions());
    assertEquals(Permissions.UPLOAD_ONLY, anna.permissionsAt("/in"));
    assertEquals(Path.of("/data/anna/music"), anna.folders().getFirst().directory());
    assertEquals(5, anna.limits().sessions());
    assertEquals(new Bandwidth(1_000_000, Long.MAX_VALUE), anna.limits().bandwidth());
    assertEquals(new Quota(1000, 10), anna.limits().quota());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "permisions | read-only | there is no 'permisions' here; did you mean 'permissions'?",
        "quota | much | 'quota': 'much' is not a size, such as 500 kB, 10 GiB, or unlimited",
        "name | ../ben | '../ben' cannot be part of a path, where %u would put it",
      })
  void whatCannotBeIsNoAccount(String key, String value, String told) {
    IOException refused =
        assertThrows(IOException.class, () -> TEMPLATE.user("anna", Map.of(key, value)));
    assertEquals(
        "the account of '%s' cannot be used: %s"
            .formatted(key.equals("name") ? value : "anna", told),
        refused.getMessage());
  }

  @Test
  void whatIsWrongInTheDefaultsHasItsPlace() {
    Problems problems = new Problems(Path.of("wherry.yaml"));
    AccountTemplate.read(
        Path.of("/srv"), Section.of(problems, "permissions: red-only\nhoem: /srv\n"));
    assertEquals(2, problems.all().size(), () -> problems.all().toString());
    assertEquals(
        "wherry.yaml:2:1: there is no 'hoem' here; did you mean 'home'?",
        problems.all().get(1).toString());
  }

  @Test
  void aTemplateOfNoRightsAndNoHome() throws Exception {
    AccountTemplate bare = AccountTemplate.of(null, Permissions.NONE);
    assertEquals(Permissions.NONE, bare.user("anna", Map.of("home", "/srv")).permissions());
    assertEquals(
        "the account of 'anna' cannot be used: 'anna' has no home, nor have the defaults",
        assertThrows(IOException.class, () -> bare.user("anna", Map.of())).getMessage());
  }
}
