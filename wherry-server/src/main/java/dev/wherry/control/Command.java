package dev.wherry.control;

import dev.wherry.Permission;
import dev.wherry.Reply;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A row of the command table: what a command takes, who may use it, and which method runs it. Not
 * changed once the table is made.
 */
public final class Command {

  private final String verb;
  private final Takes takes;
  private final String help;
  private final Action action;
  private @Nullable Permission needs;
  private boolean beforeLogin;
  private boolean atOnce;
  private boolean opensData;
  private boolean onDisk;
  private String document = "";
  private @Nullable Function<Session, @Nullable String> feature;
  private Predicate<Session> offered = session -> true;

  private Command(String verb, Takes takes, String help, Action action) {
    this.verb = verb;
    this.takes = takes;
    this.help = help;
    this.action = action;
  }

  /**
   * A row.
   *
   * @param help its arguments, as HELP shows them
   */
  static Command command(String verb, Takes takes, String help, Action action) {
    return new Command(verb, takes, help, action);
  }

  /** May be used by anybody who has connected. */
  Command beforeLogin() {
    beforeLogin = true;
    return this;
  }

  /** Is answered at once while a transfer runs; others wait for its end. */
  Command atOnce() {
    atOnce = true;
    return this;
  }

  /** May block where the file system does. */
  Command onDisk() {
    onDisk = true;
    return this;
  }

  /** The same, and needs a permission. */
  Command onDisk(Permission permission) {
    needs = permission;
    return onDisk();
  }

  /** The same, and needs PASV, PORT or one of their relatives before. */
  Command transfers(Permission permission) {
    opensData = true;
    return onDisk(permission);
  }

  /** Is listed by FEAT (RFC 2389) with its verb. */
  Command feature() {
    return feature(verb);
  }

  /** Is listed by FEAT with a line of its own. */
  Command feature(String line) {
    return feature(session -> line);
  }

  Command feature(Function<Session, @Nullable String> line) {
    feature = line;
    return this;
  }

  /** Is there for some sessions only; others hear 502, and nothing of it in FEAT and HELP. */
  Command offered(Predicate<Session> when) {
    offered = when;
    return this;
  }

  /** Whether there is such a command for a session. */
  public boolean isOffered(Session session) {
    return offered.test(session);
  }

  /** Tells where it is defined. */
  void document(String document) {
    this.document = document;
  }

  /** What defines it: an RFC with its section, a draft, or a server that had it first. */
  public String document() {
    return document;
  }

  /** In upper case. */
  public String verb() {
    return verb;
  }

  Takes takes() {
    return takes;
  }

  Action action() {
    return action;
  }

  @Nullable Permission needs() {
    return needs;
  }

  /** Whether it has to know what the user keeps already; SITE has such commands, too. */
  boolean mayAdd() {
    return needs == Permission.WRITE
        || needs == Permission.CREATE
        || needs == Permission.APPEND
        || needs == Permission.MAKE_DIRECTORY
        || verb.equals("SITE")
        || verb.equals("AVBL");
  }

  boolean isBeforeLogin() {
    return beforeLogin;
  }

  boolean isAtOnce() {
    return atOnce;
  }

  boolean opensData() {
    return opensData;
  }

  /** Whether it sends or fetches a file. */
  boolean movesFile() {
    return opensData && needs != Permission.LIST;
  }

  boolean isOnDisk() {
    return onDisk;
  }

  /** What FEAT says of it to a session, or null. */
  public @Nullable String feature(Session session) {
    return feature == null || !isOffered(session) ? null : feature.apply(session);
  }

  /** The command and its arguments on one line. */
  public String syntax() {
    return help.isEmpty() ? verb : verb + " " + help;
  }

  @Override
  public String toString() {
    return verb;
  }

  /** What a command does. */
  @FunctionalInterface
  public interface Action {

    /**
     * Runs the command. If its row says {@code onDisk} this may be on a thread that may block; the
     * session does nothing else meanwhile.
     *
     * @return the reply, or null if it will come later
     * @throws IOException if the file system refuses; the reply is made of it
     */
    @Nullable Reply run(Session session, String argument) throws IOException;
  }

  /** Whether a command has an argument. */
  enum Takes {
    NOTHING,
    OPTIONAL,
    TEXT
  }
}
