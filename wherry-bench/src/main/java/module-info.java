/** Measures servers over real sockets. */
module dev.wherry.bench {
  requires static org.jspecify;

  exports dev.wherry.bench to
      dev.wherry.cli;
}
