package dev.wherry.control;

import static dev.wherry.Permission.APPEND;
import static dev.wherry.Permission.DELETE;
import static dev.wherry.Permission.ENTER;
import static dev.wherry.Permission.LIST;
import static dev.wherry.Permission.MAKE_DIRECTORY;
import static dev.wherry.Permission.READ;
import static dev.wherry.Permission.RENAME;
import static dev.wherry.Permission.WRITE;
import static dev.wherry.control.Command.Takes.NOTHING;
import static dev.wherry.control.Command.Takes.OPTIONAL;
import static dev.wherry.control.Command.Takes.TEXT;
import static dev.wherry.control.Command.command;

import dev.wherry.control.command.DataSetup;
import dev.wherry.control.command.Directories;
import dev.wherry.control.command.FileOps;
import dev.wherry.control.command.Information;
import dev.wherry.control.command.Listings;
import dev.wherry.control.command.Login;
import dev.wherry.control.command.Transfers;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every command the server knows, one line each. Start here: the table says what a command takes,
 * who may use it and which method runs it; FEAT and HELP come out of it.
 */
public final class Commands {

  private static final Map<String, Command> ALL =
      table(
          // Login: RFC 959, section 4.1.1
          command("USER", TEXT, "user-name", Login::user).beforeLogin(),
          command("PASS", OPTIONAL, "password", Login::pass).beforeLogin(),
          command("ACCT", TEXT, "account", Login::acct).beforeLogin(),
          command("REIN", NOTHING, "", Login::rein).beforeLogin(),
          command("QUIT", NOTHING, "", Login::quit).beforeLogin(),
          // Directories: RFC 959, sections 4.1.1 and 4.1.3; the X forms: RFC 775
          command("CWD", OPTIONAL, "[directory]", Directories::cwd).needs(ENTER).onDisk(),
          command("XCWD", OPTIONAL, "[directory]", Directories::cwd).needs(ENTER).onDisk(),
          command("CDUP", NOTHING, "", Directories::cdup).needs(ENTER).onDisk(),
          command("XCUP", NOTHING, "", Directories::cdup).needs(ENTER).onDisk(),
          command("PWD", NOTHING, "", Directories::pwd),
          command("XPWD", NOTHING, "", Directories::pwd),
          command("MKD", TEXT, "directory", Directories::mkd).needs(MAKE_DIRECTORY).onDisk(),
          command("XMKD", TEXT, "directory", Directories::mkd).needs(MAKE_DIRECTORY).onDisk(),
          command("RMD", TEXT, "directory", Directories::rmd).needs(DELETE).onDisk(),
          command("XRMD", TEXT, "directory", Directories::rmd).needs(DELETE).onDisk(),
          // Files: RFC 959, section 4.1.3; SIZE and MDTM: RFC 3659, sections 3 and 4
          command("DELE", TEXT, "file", FileOps::dele).needs(DELETE).onDisk(),
          command("RNFR", TEXT, "old-name", FileOps::rnfr).needs(RENAME).onDisk(),
          command("RNTO", TEXT, "new-name", FileOps::rnto).needs(RENAME).onDisk(),
          command("SIZE", TEXT, "file", FileOps::size).needs(LIST).onDisk().feature("SIZE"),
          command("MDTM", TEXT, "file", FileOps::mdtm).needs(LIST).onDisk().feature("MDTM"),
          // Transfer parameters: RFC 959, section 4.1.2; EPSV and EPRT: RFC 2428
          command("TYPE", TEXT, "A [N|T] | I | L 8", DataSetup::type),
          command("MODE", TEXT, "S", DataSetup::mode),
          command("STRU", TEXT, "F", DataSetup::stru),
          command("PORT", TEXT, "h1,h2,h3,h4,p1,p2", DataSetup::port),
          command("PASV", NOTHING, "", DataSetup::pasv),
          command("EPRT", TEXT, "|protocol|address|port|", DataSetup::eprt).feature("EPRT"),
          command("EPSV", OPTIONAL, "[1|2|ALL]", DataSetup::epsv).feature("EPSV"),
          // Transfers: RFC 959, section 4.1.3; REST: RFC 3659, section 5
          command("RETR", TEXT, "file", Transfers::retr).needs(READ).transfers(),
          command("STOR", TEXT, "file", Transfers::stor).needs(WRITE).transfers(),
          command("APPE", TEXT, "file", Transfers::appe).needs(APPEND).transfers(),
          command("STOU", OPTIONAL, "[file]", Transfers::stou).needs(WRITE).transfers(),
          command("REST", TEXT, "byte", Transfers::rest).feature("REST STREAM"),
          command("ALLO", TEXT, "bytes [R bytes]", Transfers::allo),
          command("ABOR", NOTHING, "", Transfers::abor).duringTransfer(),
          // Listings: RFC 959, section 4.1.3; MLST and MLSD: RFC 3659, section 7
          command("LIST", OPTIONAL, "[-options] [path]", Listings::list).needs(LIST).transfers(),
          command("NLST", OPTIONAL, "[-options] [path]", Listings::nlst).needs(LIST).transfers(),
          command("MLSD", OPTIONAL, "[directory]", Listings::mlsd).needs(LIST).transfers().feature("TVFS"),
          command("MLST", OPTIONAL, "[path]", Listings::mlst).needs(LIST).onDisk().feature(Information::mlst),
          command("STAT", OPTIONAL, "[path]", Listings::stat).beforeLogin().duringTransfer().onDisk(),
          // Information: RFC 959, section 4.1.3; FEAT and OPTS: RFC 2389
          command("SYST", NOTHING, "", Information::syst).beforeLogin(),
          command("FEAT", NOTHING, "", Information::feat).beforeLogin(),
          command("OPTS", TEXT, "UTF8 ON | MLST [facts]", Information::opts).beforeLogin().feature("UTF8"),
          command("HELP", OPTIONAL, "[command]", Information::help).beforeLogin(),
          command("NOOP", OPTIONAL, "", Information::noop).beforeLogin().duringTransfer(),
          command("SITE", TEXT, "HELP", Information::site).beforeLogin());

  private static final Map<Long, Command> BY_PACKED_VERB = packed();

  static final Command ABOR = must("ABOR");
  static final Command RNTO = must("RNTO");

  private Commands() {}

  /** The table, in its order. */
  public static Collection<Command> all() {
    return ALL.values();
  }

  /** The command with this verb, which is in upper case, or null. */
  public static @Nullable Command named(String verb) {
    return ALL.get(verb);
  }

  static @Nullable Command find(long packedVerb) {
    return BY_PACKED_VERB.get(packedVerb);
  }

  private static Command must(String verb) {
    return Objects.requireNonNull(ALL.get(verb), verb);
  }

  private static Map<String, Command> table(Command... rows) {
    Map<String, Command> table = new LinkedHashMap<>();
    for (Command row : rows) {
      table.put(row.verb(), row);
    }
    return table;
  }

  private static Map<Long, Command> packed() {
    Map<Long, Command> packed = new HashMap<>();
    ALL.forEach((verb, command) -> packed.put(CommandLine.pack(verb), command));
    return packed;
  }
}
