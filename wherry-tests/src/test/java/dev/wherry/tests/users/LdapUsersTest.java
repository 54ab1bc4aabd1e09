package dev.wherry.tests.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import dev.wherry.FtpServer;
import dev.wherry.Permissions;
import dev.wherry.tests.Eventually;
import dev.wherry.tests.FreePorts;
import dev.wherry.tests.Secrets;
import dev.wherry.users.file.AccountTemplate;
import dev.wherry.users.ldap.GroupRights;
import dev.wherry.users.ldap.LdapOptions;
import dev.wherry.users.ldap.LdapServer;
import dev.wherry.users.ldap.LdapUsers;
import dev.wherry.users.ldap.UserLookup;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of UnboundID's directory server, which listens on real sockets. */
class LdapUsersTest {

  private static final String WRONG = "530 The name or the password is wrong.";
  private static final UserLookup BY_DN = new UserLookup.ByDn("uid=%u,ou=people,dc=example,dc=org");
  private static final UserLookup BY_SEARCH =
      new UserLookup.BySearch(
          "dc=example,dc=org",
          "(&(objectClass=person)(uid=%u))",
          "cn=finder,dc=example,dc=org",
          "finds");
  private static final Map<String, String> ATTRIBUTES =
      Map.of("name", "uid", "home", "homeDirectory", "quota", "ftpQuota");

  /** Longer than a busy machine may take for what it has never done before. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Path directory;

  /** What the server has heard: binds with their DNs, searches with their filters. */
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private InMemoryDirectoryServer ldap;

  LdapUsersTest(@TempDir Path directory) {
    this.directory = directory;
    this.ldap = start(InMemoryListenerConfig::createLDAPConfig, 0);
  }

  @BeforeEach
  void makeHomes() throws IOException {
    for (String name : List.of("anna", "ben", "Smith, Jöhn+1", "dora")) {
      Files.createDirectory(directory.resolve(name));
      Files.writeString(directory.resolve(name).resolve("of-" + name.charAt(0)), "");
    }
  }

  @AfterEach
  void stop() {
    ldap.shutDown(true);
  }

  @Test
  void byTheDnOfTheUser() {
    usersLogIn(BY_DN);
    assertTrue(heard.contains("bind uid=anna,ou=people,dc=example,dc=org"), heard::toString);
  }

  @Test
  void bySearchThenBind() {
    usersLogIn(BY_SEARCH);
    assertTrue(heard.contains("bind cn=finder,dc=example,dc=org"), heard::toString);
    assertTrue(heard.contains("search (&(objectClass=person)(uid=anna))"), heard::toString);
  }

  private void usersLogIn(UserLookup lookup) {
    try (LdapUsers users = open(options(lookup, null));
        FtpServer server = Logins.server(users)) {
      assertEquals(List.of("of-a"), Logins.names(server, "anna", "secret"));
      assertEquals(
          List.of("of-a"), Logins.names(server, "ANNA", "secret"), "as the directory says");
      assertEquals(List.of("of-S"), Logins.names(server, "Smith, Jöhn+1", "sécret"));
      assertEquals(List.of("of-d"), Logins.names(server, "dora", "secret"), "by homeDirectory");
      assertEquals(552, Logins.store(server, "dora", "secret", "new"), "by ftpQuota");
      assertEquals(WRONG, Logins.reply(server, "anna", "wrong"));
      assertEquals(WRONG, Logins.reply(server, "nobody", "secret"));
      assertEquals(WRONG, Logins.reply(server, "locked", "secret"), "an entry without a password");
    }
  }

  @Test
  void anEmptyPasswordIsNotEvenSent() {
    for (UserLookup lookup : List.of(BY_DN, BY_SEARCH)) {
      try (LdapUsers users = open(options(lookup, null));
          FtpServer server = Logins.server(users)) {
        assertEquals(WRONG, Logins.reply(server, "anna", ""));
      }
    }
    assertEquals(List.of(), heard);
  }

  @Test
  void aNameStaysAName() {
    List<String> names =
        List.of(
            "*",
            "an*",
            "anna)(uid=*",
            "*)(|(uid=*",
            "anna,ou=people,dc=example,dc=org",
            "anna+cn=x",
            "\\61nna",
            "#04046162",
            "anna\\");
    for (UserLookup lookup : List.of(BY_DN, BY_SEARCH)) {
      try (LdapUsers users = open(options(lookup, null));
          FtpServer server = Logins.server(users)) {
        for (String name : names) {
          assertEquals(WRONG, Logins.reply(server, name, "secret"), name);
        }
      }
    }
    assertTrue(
        heard.contains("search (&(objectClass=person)(uid=anna\\29\\28uid=\\2a))"),
        heard::toString);
  }

  @Test
  void whatSeveralEntriesHaveIsNobodys() {
    UserLookup vague =
        new UserLookup.BySearch("dc=example,dc=org", "(|(uid=%u)(ou=%u))", null, null);
    try (LdapUsers users = open(options(vague, null));
        FtpServer server = Logins.server(users)) {
      assertEquals(230, Logins.code(server, "anna", "secret"));
      assertEquals(WRONG, Logins.reply(server, "people", "secret"), "three have this ou");
    }
  }

  @Test
  void groupsHaveRights() {
    GroupRights groups =
        new GroupRights(
            "memberOf",
            Map.of(
                "CN=writers, ou=groups,dc=example,dc=org", Permissions.UPLOAD_ONLY,
                "cn=readers,ou=groups,dc=example,dc=org", Permissions.READ_ONLY));
    try (LdapUsers users = open(options(BY_DN, groups));
        FtpServer server = Logins.server(users)) {
      assertEquals(226, Logins.store(server, "anna", "secret", "new"), "in both groups");
      assertEquals(550, Logins.store(server, "ben", "secret", "new"), "reads only");
      assertEquals(WRONG, Logins.reply(server, "dora", "secret"), "in none");
    }
    GroupRights all = new GroupRights("memberOf", Map.of("*", Permissions.READ_ONLY));
    try (LdapUsers users = open(options(BY_SEARCH, all));
        FtpServer server = Logins.server(users)) {
      assertEquals(550, Logins.store(server, "dora", "secret", "new"), "everybody else");
    }
  }

  @Test
  void aDirectoryThatIsDownAndComesBack() throws Exception {
    ldap.shutDown(true);
    int port = FreePorts.one();
    ldap = start(InMemoryListenerConfig::createLDAPConfig, port);
    for (UserLookup lookup : List.of(BY_DN, BY_SEARCH)) {
      try (LdapUsers users = open(options(lookup, null));
          FtpServer server = Logins.server(users)) {
        assertEquals(230, Logins.code(server, "anna", "secret"));
        ldap.shutDown(true);
        assertEquals(
            "451 Logins are not possible now, please try again later.",
            Logins.reply(server, "anna", "secret"));
        ldap = start(InMemoryListenerConfig::createLDAPConfig, port);
        Eventually.equal(230, () -> Logins.code(server, "anna", "secret"));
        ldap.closeAllConnections(false);
        assertEquals(230, Logins.code(server, "anna", "secret"), "a lost connection is made anew");
      }
    }
  }

  @Test
  void oneServerStandsInForAnother() {
    LdapServer nobody = new LdapServer("127.0.0.1", 1, false);
    LdapOptions both =
        new LdapOptions(
            List.of(nobody, server(false)), false, null, BY_DN, ATTRIBUTES, null, 2, PATIENCE);
    try (LdapUsers users = open(both);
        FtpServer server = Logins.server(users)) {
      assertEquals(230, Logins.code(server, "anna", "secret"));
    }
  }

  @Test
  void theWrongPasswordOfTheSearcherIsNobodysFault() {
    UserLookup wrong =
        new UserLookup.BySearch(
            "dc=example,dc=org", "(uid=%u)", "cn=finder,dc=example,dc=org", "found");
    try (LdapUsers users = open(options(wrong, null));
        FtpServer server = Logins.server(users)) {
      assertEquals(451, Logins.code(server, "anna", "secret"));
    }
  }

  @Test
  void onlyAServerOfItsNameHearsPasswordsOverTls() {
    Secrets right = Secrets.of();
    Secrets misnamed = Secrets.of("elsewhere.example");
    for (boolean startTls : List.of(true, false)) {
      ldap.shutDown(true);
      ldap = start(secure(right, startTls), 0);
      assertEquals(230, overTls(right, startTls), "StartTLS " + startTls);
      assertEquals(451, overTls(misnamed, startTls), "a stranger's certificate");
      ldap.shutDown(true);
      ldap = start(secure(misnamed, startTls), 0);
      heard.clear();
      assertEquals(451, overTls(misnamed, startTls), "a certificate for another name");
      assertEquals(List.of(), heard);
    }
  }

  private int overTls(Secrets trusted, boolean startTls) {
    Path authorities = ServerKeys.pem(trusted, directory.resolve("ca.pem"));
    LdapOptions options =
        new LdapOptions(
            List.of(server(!startTls)),
            startTls,
            authorities,
            BY_DN,
            ATTRIBUTES,
            null,
            2,
            PATIENCE);
    try (LdapUsers users = open(options);
        FtpServer server = Logins.server(users)) {
      return Logins.code(server, "anna", "secret");
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    for (String url : List.of("http://x", "ldap:x", "ldap://x/dc=example", "x")) {
      assertThrows(IllegalArgumentException.class, () -> LdapServer.parse(url), url);
    }
    assertEquals("ldaps://[::1]:636", LdapServer.parse("ldaps://[::1]").toString());
    assertThrows(IllegalArgumentException.class, () -> new UserLookup.ByDn("uid=anna,dc=org"));
    assertThrows(IllegalArgumentException.class, () -> new UserLookup.ByDn("%u"));
    assertThrows(IllegalArgumentException.class, () -> UserLookup.checkedFilter("(uid=%u"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new UserLookup.BySearch("dc=org", "(uid=%u)", "cn=x", ""));
  }

  private LdapOptions options(UserLookup lookup, @Nullable GroupRights groups) {
    return new LdapOptions(
        List.of(server(false)), false, null, lookup, ATTRIBUTES, groups, 2, PATIENCE);
  }

  private LdapServer server(boolean isEncrypted) {
    return new LdapServer("127.0.0.1", ldap.getListenPort(), isEncrypted);
  }

  private LdapUsers open(LdapOptions options) {
    return new LdapUsers(options, AccountTemplate.of(directory + "/%u", Permissions.READ_WRITE));
  }

  private interface Listening {
    InMemoryListenerConfig at(String name, int port) throws LDAPException;
  }

  private static Listening secure(Secrets secrets, boolean startTls) {
    SSLContext context = ServerKeys.server(secrets);
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    return (name, port) ->
        startTls
            ? InMemoryListenerConfig.createLDAPConfig(
                name, address, port, context.getSocketFactory())
            : InMemoryListenerConfig.createLDAPSConfig(
                name, address, port, context.getServerSocketFactory(), null);
  }

  private InMemoryDirectoryServer start(Listening listening, int port) {
    try {
      InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=org");
      config.setSchema(null);
      config.setListenerConfigs(listening.at("wherry", port));
      config.addInMemoryOperationInterceptor(
          new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
              heard.add("bind " + request.getRequest().getBindDN());
            }

            @Override
            public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
              heard.add("search " + request.getRequest().getFilter());
            }
          });
      InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
      fill(server);
      server.startListening();
      return server;
    } catch (LDAPException | LDIFException e) {
      throw new AssertionError(e);
    }
  }

  private void fill(InMemoryDirectoryServer server) throws LDAPException, LDIFException {
    server.add("dn: dc=example,dc=org", "objectClass: domain", "dc: example");
    server.add(
        "dn: cn=finder,dc=example,dc=org",
        "objectClass: device",
        "cn: finder",
        "userPassword: finds");
    server.add("dn: ou=people,dc=example,dc=org", "objectClass: organizationalUnit", "ou: units");
    server.add(
        "dn: uid=anna,ou=people,dc=example,dc=org",
        "objectClass: person",
        "uid: anna",
        "ou: people",
        "memberOf: cn=Writers,ou=Groups,dc=example,dc=org",
        "memberOf: cn=readers,ou=groups,dc=example,dc=org",
        "userPassword: secret");
    server.add(
        "dn: uid=ben,ou=people,dc=example,dc=org",
        "objectClass: person",
        "uid: ben",
        "ou: people",
        "memberOf: cn=readers,ou=groups,dc=example,dc=org",
        "userPassword: secret");
    server.add(
        "dn: uid=Smith\\, Jöhn\\+1,ou=people,dc=example,dc=org",
        "objectClass: person",
        "uid: Smith, Jöhn+1",
        "userPassword: sécret");
    server.add(
        "dn: uid=dora,ou=people,dc=example,dc=org",
        "objectClass: person",
        "uid: dora",
        "ou: people",
        "homeDirectory: " + directory.resolve("dora"),
        "ftpQuota: 1",
        "userPassword: secret");
    server.add("dn: uid=locked,ou=people,dc=example,dc=org", "objectClass: person", "uid: locked");
  }
}
