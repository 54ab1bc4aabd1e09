// Shares a directory with everybody, who may read: java ... demo/Share.java ~/public
import static dev.wherry.Permissions.READ_ONLY;

import dev.wherry.FtpServer;

void main(String[] arguments) throws InterruptedException {
  Path home = Path.of(arguments[0]);
  int port = Integer.getInteger("port", 2121);
  try (FtpServer server = FtpServer.builder().port(port).anonymous(home, READ_ONLY).start()) {
    IO.println("ftp://127.0.0.1:" + server.port());
    server.awaitClosed();
  }
}
