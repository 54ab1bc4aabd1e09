package dev.wherry.control;

import dev.wherry.Limits;
import dev.wherry.Reply;
import dev.wherry.Uploads;
import dev.wherry.Users;
import dev.wherry.files.FallbackNames;
import dev.wherry.files.Homes;
import dev.wherry.users.RememberedPasswords;
import java.net.Inet4Address;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of a server share. Safe for use by many threads.
 *
 * @param hosts the users of the virtual hosts by name in lower case; none if there are no such
 *     hosts
 * @param modeZ whether MODE Z is offered
 * @param textAsIs whether TYPE A changes no line ends
 * @param fallback what names are that are not UTF-8, or null for bytes and nothing else
 * @param encryption null if the server has no TLS
 * @param greeting the first reply of every session
 * @param publicAddress what PASV tells, or null for the address the client has connected to
 * @param threads runs what may block: slow file systems, password hashes
 * @param logins how many passwords may be checked at once
 */
public record Settings(
    Users users,
    Map<String, Users> hosts,
    Homes homes,
    Roster roster,
    RememberedPasswords remembered,
    Limits limits,
    Uploads uploads,
    boolean modeZ,
    boolean textAsIs,
    @Nullable FallbackNames fallback,
    @Nullable Encryption encryption,
    Reply greeting,
    @Nullable Inet4Address publicAddress,
    Executor threads,
    Semaphore logins) {}
