/** Certificates from PEM files, and self-signed ones. */
module dev.wherry.tls.bouncycastle {
  requires transitive dev.wherry;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static transitive org.jspecify;

  exports dev.wherry.tls;
}
