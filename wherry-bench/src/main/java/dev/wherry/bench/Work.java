package dev.wherry.bench;

import java.util.function.LongFunction;

/**
 * One kind of operation that clients do again and again.
 *
 * @param title what tables call it
 * @param connects whether each operation is a connection of its own
 * @param bytes how many bytes one moves, by its number
 * @param action what a client does for the operation of a number
 */
record Work(String title, boolean connects, LongFunction<Long> bytes, Action action) {

  /** Begins one operation and has {@code then} run at its end. */
  @FunctionalInterface
  interface Action {
    void begin(Client client, long number, Runnable then);
  }

  /** Connect, log in, QUIT. */
  static Work login() {
    return new Work(
        "connect + login + QUIT",
        true,
        _ -> 0L,
        (client, _, then) -> client.login(() -> client.quit(then)));
  }

  /** A download of the file {@code name}, which holds {@link Content}. */
  static Work retr(String title, String name, long size) {
    return new Work(
        title,
        false,
        _ -> size,
        (client, _, then) -> client.transfer("RETR " + name, Inbound.file(size), then));
  }

  /** An upload of {@link Content} to {@code prefix} and the operation's number. */
  static Work stor(String title, String prefix, long size) {
    return new Work(
        title,
        false,
        _ -> size,
        (client, number, then) ->
            client.transfer("STOR " + prefix + number, Outbound.file(size), then));
  }

  /** A listing by {@code command} that has that many lines at least. */
  static Work list(String title, String command, int lines) {
    return new Work(
        title,
        false,
        _ -> 0L,
        (client, _, then) -> client.transfer(command, Inbound.listing(lines), then));
  }

  /** Several works in turn, in the same order for everybody. */
  static Work mixed(String title, Work... parts) {
    return new Work(
        title,
        false,
        number -> parts[(int) (number % parts.length)].bytes.apply(number),
        (client, number, then) ->
            parts[(int) (number % parts.length)].action.begin(client, number, then));
  }
}
