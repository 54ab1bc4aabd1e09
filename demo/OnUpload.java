// Does something with each file that has arrived, before its client hears that it has.
import static dev.wherry.Permissions.UPLOAD_ONLY;

import dev.wherry.Event;
import dev.wherry.FtpServer;

void main(String[] arguments) throws InterruptedException {
  var builder =
      FtpServer.builder()
          .port(Integer.getInteger("port", 2121))
          .user("scanner", "secret", Path.of(arguments[0]), UPLOAD_ONLY)
          .onEvent(event -> {
            if (event instanceof Event.Uploaded up && up.outcome().isComplete()) {
              IO.println(up.client() + " has sent " + up.file().getFileName());
            }
          });
  try (FtpServer server = builder.start()) {
    IO.println("ftp://scanner:secret@127.0.0.1:" + server.port());
    server.awaitClosed();
  }
}
