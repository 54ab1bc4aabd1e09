// Asks code of the program's own who may log in: on virtual threads, so it may ask a service and wait.
import static dev.wherry.PasswordHash.ITERATIONS;
import static dev.wherry.Permissions.READ_WRITE;

import dev.wherry.FtpServer;
import dev.wherry.PasswordHash;
import dev.wherry.User;
import dev.wherry.Users;

void main(String[] arguments) throws InterruptedException {
  Path homes = Path.of(arguments[0]);
  Map<String, String> hashes = Map.of("anna", PasswordHash.hash("secret", ITERATIONS));
  String nobodys = PasswordHash.ofNoPassword(ITERATIONS); // a wrong name takes as long
  Users users =
      (name, password) ->
          PasswordHash.verify(password, hashes.getOrDefault(name, nobodys))
              ? new User(name, Files.createDirectories(homes.resolve(name)), READ_WRITE)
              : null;
  int port = Integer.getInteger("port", 2121);
  try (FtpServer server = FtpServer.builder().port(port).users(users).start()) {
    IO.println("ftp://anna:secret@127.0.0.1:" + server.port());
    server.awaitClosed();
  }
}
