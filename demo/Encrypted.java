// FTPS alone: nobody logs in without TLS. The certificate is made here, so clients have to be told to trust it.
import static dev.wherry.Permissions.READ_ONLY;

import dev.wherry.FtpServer;
import dev.wherry.Tls;
import dev.wherry.tls.SelfSigned;

void main(String[] arguments) throws Exception {
  SelfSigned certificate = SelfSigned.of(List.of("localhost", "127.0.0.1"));
  var builder =
      FtpServer.builder()
          .port(Integer.getInteger("port", 2121))
          .user("anna", "secret", Path.of(arguments[0]), READ_ONLY)
          .tls(Tls.builder(certificate).required(Tls.Part.LOGIN, Tls.Part.DATA).build());
  try (FtpServer server = builder.start()) {
    IO.println("ftp://anna:secret@127.0.0.1:" + server.port());
    server.awaitClosed();
  }
}
