package dev.wherry.control;

import dev.wherry.AddressRange;
import dev.wherry.Limits;
import dev.wherry.PassivePorts;
import dev.wherry.Reply;
import dev.wherry.Uploads;
import dev.wherry.Users;
import dev.wherry.data.ListingCache;
import dev.wherry.files.FallbackNames;
import dev.wherry.files.Homes;
import dev.wherry.files.Quotas;
import dev.wherry.guard.Admission;
import dev.wherry.guard.Offenders;
import dev.wherry.users.RememberedPasswords;
import java.util.List;
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
 * @param remembered null if every login is checked anew
 * @param addresses what PASV tells
 * @param ports the passive ports and how clients know them
 * @param admission who may come in
 * @param offenders who has done what
 * @param proxies whose PROXY headers are believed
 * @param listings what was listed a moment ago
 * @param serverToServer whether data connections may go to, and come from, other hosts
 * @param notices who hears what happens
 * @param threads runs what may block: slow file systems, password hashes
 * @param logins how many passwords may be checked at once
 */
public record Settings(
    Users users,
    Map<String, Users> hosts,
    Homes homes,
    Roster roster,
    @Nullable RememberedPasswords remembered,
    Limits limits,
    Uploads uploads,
    boolean modeZ,
    boolean textAsIs,
    @Nullable FallbackNames fallback,
    @Nullable Encryption encryption,
    Reply greeting,
    PublicAddresses addresses,
    PassivePorts ports,
    Admission admission,
    Offenders offenders,
    Traffic traffic,
    Quotas quotas,
    ListingCache listings,
    List<AddressRange> proxies,
    boolean serverToServer,
    Notices notices,
    Executor threads,
    Semaphore logins) {}
