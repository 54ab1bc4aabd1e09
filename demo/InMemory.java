// Serves files that are nowhere but in memory, by com.google.jimfs:jimfs. Any file system of Java's will do.
import static dev.wherry.Permissions.READ_WRITE;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.wherry.FtpServer;

void main() throws Exception {
  FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
  Path home = Files.createDirectory(memory.getPath("/home"));
  Files.writeString(home.resolve("welcome.txt"), "This is gone when the program ends.\n");
  int port = Integer.getInteger("port", 2121);
  try (FtpServer server = FtpServer.builder().port(port).anonymous(home, READ_WRITE).start()) {
    IO.println("ftp://127.0.0.1:" + server.port());
    server.awaitClosed();
  }
}
