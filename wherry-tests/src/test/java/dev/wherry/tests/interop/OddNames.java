package dev.wherry.tests.interop;

import java.util.List;

/** Names that are hard to quote, to parse or to encode. */
interface OddNames {

  /** All of them. */
  List<String> ALL =
      List.of(
          "  blanks at both ends  ",
          "-ümläut é 漢字 😀",
          "semi;colon %41 #hash ?&=+,:@",
          "quote\" apostrophe' `back` [x] {a,b} * ~ $HOME ! \\");

  /** Those that the client can ask for. */
  default List<String> oddNames() {
    return ALL;
  }
}
