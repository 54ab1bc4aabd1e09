package dev.wherry.control;

import dev.wherry.Reply;
import dev.wherry.Tls;
import dev.wherry.Tls.Part;
import dev.wherry.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be done in clear, as {@link Tls} has it. */
final class Policy {

  /** What leads to TLS, or tells a client about it, or to the end. */
  private static final Set<String> ALWAYS =
      Set.of("AUTH", "FEAT", "HELP", "HOST", "NOOP", "QUIT", "SYST", "OPTS", "CLNT", "CSID");

  private static final Reply LOGIN = Reply.of(530, "Please use AUTH TLS before you log in.");
  private static final Reply COMMAND = Reply.of(533, "Please use AUTH TLS before.");
  private static final Reply DATA = Reply.of(521, "Please use PROT P before a transfer.");

  private Policy() {}

  /** The reply that refuses a command in clear, or null if it may run. */
  static @Nullable Reply refuse(
      @Nullable Protection protection, @Nullable User user, Command command, String argument) {
    if (protection == null) {
      return null;
    }
    Tls tls = protection.options();
    if (!protection.isOn()) {
      boolean isLogin = command == Commands.USER || command == Commands.PASS;
      boolean isStrict = tls.required().contains(Part.CONTROL);
      boolean isForAll = isStrict || tls.required().contains(Part.LOGIN);
      boolean isForThisOne = command == Commands.USER && tls.requiredFor().test(argument);
      if ((isLogin && isForAll) || isForThisOne) {
        return LOGIN;
      }
      if (isStrict && !ALWAYS.contains(command.verb())) {
        return COMMAND;
      }
    }
    return command.opensData() && !protection.isDataPrivate() && protection.mustEncryptData(user)
        ? DATA
        : null;
  }
}
