// Serves from a loop of the program's own, without a thread of Wherry's: runOnce does what there is to do, and no more.
import static dev.wherry.Permissions.READ_ONLY;

import dev.wherry.FtpServer;

void main(String[] arguments) {
  int port = Integer.getInteger("port", 2121);
  try (FtpServer server =
      FtpServer.builder().port(port).anonymous(Path.of(arguments[0]), READ_ONLY).bind()) {
    IO.println("ftp://127.0.0.1:" + server.port());
    long frames = 0;
    while (server.runOnce(Duration.ofMillis(16))) {
      frames++; // and whatever else this program does sixty times a second
    }
    IO.println("closed after " + frames + " frames");
  }
}
