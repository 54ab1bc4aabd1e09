package dev.wherry;

import dev.wherry.users.UsersInOrder;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever may log in.
 *
 * <p>The server asks on a thread of its own, never on an event loop, so an answer may block; it
 * asks several at a time, within a limit, so an implementation is safe for use by many threads.
 */
@FunctionalInterface
public interface Users {

  /**
   * Looks a user up by name and password.
   *
   * <p>A wrong name and a wrong password must not be told apart, by the result nor by the time it
   * takes.
   *
   * @param name what the client sent with USER
   * @param password what the client sent with PASS; never to be logged
   * @return the user, or null if the name or the password is wrong
   * @throws IOException if it cannot be known now; the client is asked to try again later
   */
  @Nullable User authenticate(String name, String password) throws IOException;

  /**
   * Looks a user up with all that is known of the client; by default by name and password alone.
   *
   * @return the user, or null if the client may not log in
   * @throws IOException if it cannot be known now; the client is asked to try again later
   */
  default @Nullable User authenticate(LoginAttempt attempt) throws IOException {
    return authenticate(attempt.name(), attempt.password());
  }

  /**
   * Whether an answer may depend on where the client comes from and whether it has TLS: a password
   * that was right is then remembered for the same address and the same protection alone. False by
   * default.
   */
  default boolean looksAtClient() {
    return false;
  }

  /**
   * How many may be asked about at once, asked for when the server starts: by default one per
   * processor. Sources that wait for others allow for more. Of several sources in order, and of the
   * server's and its virtual hosts', the largest number counts for all; hashes are bounded where
   * they are computed ({@link PasswordHash#verify}).
   */
  default int parallelism() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * A number that changes when an answer given before may not hold any more: a password was
   * changed, an account removed. A password that was right under another number is not remembered;
   * sessions that are logged in go on. Never blocks; asked for on event loops. Always 0 by default.
   */
  default long generation() {
    return 0;
  }

  /**
   * Looks up who logs in with a certificate instead of a password, where {@link
   * Tls#certificateLogin} allows it.
   *
   * @param name what the client sent with USER
   * @param certificate what the client has shown; it is valid, and the key is the client's
   * @return the user, or null if that certificate is not this user's, who is asked for a password
   *     then, as everybody is by default
   * @throws IOException if it cannot be known now
   */
  default @Nullable User certified(String name, X509Certificate certificate) throws IOException {
    return null;
  }

  /**
   * Several sources, asked one after the other until one says yes. A name that two of them have may
   * log in with either password, and is the user of the one that said yes. A source that cannot
   * answer is passed over; if no other says yes, the client is asked to try again later.
   */
  static Users inOrder(List<Users> sources) {
    return sources.size() == 1 ? sources.getFirst() : new UsersInOrder(sources);
  }
}
