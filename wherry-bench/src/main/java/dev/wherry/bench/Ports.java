package dev.wherry.bench;

/** The ports that replies name. */
final class Ports {

  private Ports() {}

  /** Of {@code 227 Entering Passive Mode (h1,h2,h3,h4,p1,p2)}; the address is not looked at. */
  static int ofPasv(String text) {
    int end = text.lastIndexOf(')');
    int stop = end < 0 ? text.length() : end;
    int second = text.lastIndexOf(',');
    int first = text.lastIndexOf(',', second - 1);
    return first < 0 ? 0 : 256 * number(text, first + 1, second) + number(text, second + 1, stop);
  }

  /** Of {@code 229 Entering Extended Passive Mode (|||port|)}. */
  static int ofEpsv(String text) {
    int end = text.lastIndexOf('|');
    int start = text.lastIndexOf('|', end - 1);
    return start < 0 ? 0 : number(text, start + 1, end);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to && Character.isDigit(text.charAt(i)); i++) {
      number = 10 * number + text.charAt(i) - '0';
    }
    return number;
  }
}
