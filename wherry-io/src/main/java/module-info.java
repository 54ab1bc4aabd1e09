/** Sockets without FTP: event loops, and the transports and pollers below them. */
module dev.wherry.io {
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports dev.wherry.io;
  exports dev.wherry.io.tls;
}
