package dev.wherry.control;

import static dev.wherry.Permission.APPEND;
import static dev.wherry.Permission.CHANGE_TIME;
import static dev.wherry.Permission.CREATE;
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

import dev.wherry.control.command.Attributes;
import dev.wherry.control.command.Checksums;
import dev.wherry.control.command.Copies;
import dev.wherry.control.command.DataSetup;
import dev.wherry.control.command.Directories;
import dev.wherry.control.command.FileOps;
import dev.wherry.control.command.Host;
import dev.wherry.control.command.Information;
import dev.wherry.control.command.Listings;
import dev.wherry.control.command.Login;
import dev.wherry.control.command.Security;
import dev.wherry.control.command.Site;
import dev.wherry.control.command.Transfers;
import dev.wherry.files.Checksum.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every command the server knows, one line each, by the documents that define them. Start here: the
 * table says what a command takes, who may use it and which method runs it; FEAT, HELP and
 * docs/PROTOCOL.md come out of it.
 */
public final class Commands {

  private static final String COMB = "\"target\" \"part\" ...";
  private static final String MFF = "MFF modify;UNIX.mode;";
  private static final String X = "path [first-byte [last-byte]]";

  private static final List<Command> LOGIN =
      from(
          "RFC 959, section 4.1.1",
          command("USER", TEXT, "user-name", Login::user).beforeLogin(),
          command("PASS", OPTIONAL, "password", Login::pass).beforeLogin(),
          command("ACCT", TEXT, "account", Login::acct).beforeLogin(),
          command("REIN", NOTHING, "", Login::rein).beforeLogin(),
          command("SMNT", TEXT, "path", Host::smnt),
          command("QUIT", NOTHING, "", Login::quit).beforeLogin());

  private static final List<Command> HOSTS =
      from("RFC 7151", command("HOST", TEXT, "name", Host::host).beforeLogin().feature());

  private static final List<Command> SECURITY =
      from(
          "RFC 4217",
          command("AUTH", TEXT, "TLS", Security::auth)
              .beforeLogin()
              .offered(Security::isThere)
              .feature("AUTH TLS"),
          command("PBSZ", TEXT, "0", Security::pbsz)
              .beforeLogin()
              .offered(Security::isThere)
              .feature(),
          command("PROT", TEXT, "P | C", Security::prot)
              .beforeLogin()
              .offered(Security::isThere)
              .feature(),
          command("CCC", NOTHING, "", Security::ccc).offered(Security::isThere));

  private static final List<Command> DIRECTORIES =
      from(
          "RFC 959, sections 4.1.1 and 4.1.3",
          command("CWD", OPTIONAL, "[directory]", Directories::cwd).onDisk(ENTER),
          command("CDUP", NOTHING, "", Directories::cdup).onDisk(ENTER),
          command("PWD", NOTHING, "", Directories::pwd),
          command("MKD", TEXT, "directory", Directories::mkd).onDisk(MAKE_DIRECTORY),
          command("RMD", TEXT, "directory", Directories::rmd).onDisk(DELETE));

  private static final List<Command> OLD_DIRECTORIES =
      from(
          "RFC 775",
          command("XCWD", OPTIONAL, "[directory]", Directories::cwd).onDisk(ENTER),
          command("XCUP", NOTHING, "", Directories::cdup).onDisk(ENTER),
          command("XPWD", NOTHING, "", Directories::pwd),
          command("XMKD", TEXT, "directory", Directories::mkd).onDisk(MAKE_DIRECTORY),
          command("XRMD", TEXT, "directory", Directories::rmd).onDisk(DELETE));

  private static final List<Command> FILES =
      from(
          "RFC 959, section 4.1.3",
          command("DELE", TEXT, "file", FileOps::dele).onDisk(DELETE),
          command("RNFR", TEXT, "old-name", FileOps::rnfr).onDisk(RENAME),
          command("RNTO", TEXT, "new-name", FileOps::rnto).onDisk(RENAME));

  private static final List<Command> FACTS =
      from(
          "RFC 3659, sections 3 and 4",
          command("SIZE", TEXT, "file", FileOps::size).onDisk(LIST).feature(),
          command("MDTM", TEXT, "file", FileOps::mdtm).onDisk(LIST).feature());

  private static final List<Command> FACTS_TO_CHANGE =
      from(
          "draft-somers-ftp-mfxx-04",
          command("MFMT", TEXT, "time path", Attributes::mfmt).onDisk(CHANGE_TIME).feature(),
          command("MFCT", TEXT, "time path", Attributes::mfct).onDisk(CHANGE_TIME),
          command("MFF", TEXT, "facts; path", Attributes::mff).onDisk(CHANGE_TIME).feature(MFF));

  private static final List<Command> HASHES =
      from(
          "draft-bryan-ftpext-hash-02",
          command("HASH", TEXT, "path", Checksums::hash).onDisk(READ).feature(Checksums::feature));

  private static final List<Command> MD5S =
      from(
          "draft-twine-ftpmd5-00",
          command("MD5", TEXT, "path", Checksums::md5).onDisk(READ).feature());

  private static final List<Command> OLD_HASHES =
      from(
          "none; as ProFTPD has them",
          command("XCRC", TEXT, X, Checksums.x(Kind.CRC32)).onDisk(READ).feature(),
          command("XMD5", TEXT, X, Checksums.x(Kind.MD5)).onDisk(READ).feature(),
          command("XSHA", TEXT, X, Checksums.x(Kind.SHA_1)).onDisk(READ).feature(),
          command("XSHA1", TEXT, X, Checksums.x(Kind.SHA_1)).onDisk(READ).feature(),
          command("XSHA256", TEXT, X, Checksums.x(Kind.SHA_256)).onDisk(READ).feature(),
          command("XSHA512", TEXT, X, Checksums.x(Kind.SHA_512)).onDisk(READ).feature());

  private static final List<Command> PARTS =
      from(
          "none; as GlobalSCAPE has it",
          command("COMB", TEXT, COMB, Copies::comb).onDisk(WRITE).feature());

  private static final List<Command> PARAMETERS =
      from(
          "RFC 959, section 4.1.2",
          command("TYPE", TEXT, "A [N|T] | E [N|T] | I | L 8", DataSetup::type),
          command("MODE", TEXT, "S | Z", DataSetup::mode).feature(DataSetup::modeFeature),
          command("STRU", TEXT, "F", DataSetup::stru),
          command("PORT", TEXT, "h1,h2,h3,h4,p1,p2", DataSetup::port),
          command("PASV", NOTHING, "", DataSetup::pasv));

  private static final List<Command> LONG_ADDRESSES =
      from(
          "RFC 1639",
          command("LPRT", TEXT, "af,hal,h1,...,pal,p1,p2", DataSetup::lprt),
          command("LPSV", NOTHING, "", DataSetup::lpsv));

  private static final List<Command> EXTENDED_ADDRESSES =
      from(
          "RFC 2428",
          command("EPRT", TEXT, "|protocol|address|port|", DataSetup::eprt).feature(),
          command("EPSV", OPTIONAL, "[1|2|ALL]", DataSetup::epsv).feature());

  private static final List<Command> TRANSFERS =
      from(
          "RFC 959, section 4.1.3",
          command("RETR", TEXT, "file", Transfers::retr).transfers(READ),
          command("STOR", TEXT, "file", Transfers::stor).transfers(CREATE),
          command("APPE", TEXT, "file", Transfers::appe).transfers(APPEND),
          command("STOU", OPTIONAL, "[file]", Transfers::stou).transfers(CREATE),
          command("ALLO", TEXT, "bytes [R bytes]", Transfers::allo),
          command("ABOR", NOTHING, "", Transfers::abor).atOnce());

  private static final List<Command> RESTARTS =
      from(
          "RFC 3659, section 5",
          command("REST", TEXT, "byte", Transfers::rest).feature("REST STREAM"));

  private static final List<Command> RANGES =
      from(
          "draft-bryan-ftp-range-08",
          command("RANG", TEXT, "first-byte last-byte", Transfers::rang).feature("RANG STREAM"));

  private static final List<Command> LISTINGS =
      from(
          "RFC 959, section 4.1.3",
          command("LIST", OPTIONAL, "[-options] [path]", Listings::list).transfers(LIST),
          command("NLST", OPTIONAL, "[-options] [path]", Listings::nlst).transfers(LIST),
          command("STAT", OPTIONAL, "[path]", Listings::stat).beforeLogin().atOnce().onDisk());

  private static final List<Command> MACHINE_LISTINGS =
      from(
          "RFC 3659, section 7",
          command("MLST", OPTIONAL, "[path]", Listings::mlst).onDisk(LIST).feature(Listings::facts),
          command("MLSD", OPTIONAL, "[directory]", Listings::mlsd).transfers(LIST).feature("TVFS"));

  private static final List<Command> INFORMATION =
      from(
          "RFC 959, section 4.1.3",
          command("SYST", NOTHING, "", Information::syst).beforeLogin(),
          command("HELP", OPTIONAL, "[command]", Information::help).beforeLogin(),
          command("NOOP", OPTIONAL, "", Information::noop).beforeLogin().atOnce(),
          command("SITE", TEXT, "command", Site::site).beforeLogin().onDisk());

  private static final List<Command> FEATURES =
      from(
          "RFC 2389",
          command("OPTS", TEXT, "feature [value]", Information::opts).beforeLogin().feature("UTF8"),
          command("FEAT", NOTHING, "", Information::feat).beforeLogin());

  private static final List<Command> LANGUAGES =
      from(
          "RFC 2640, section 4",
          command("LANG", OPTIONAL, "[tag]", Host::lang).beforeLogin().feature("LANG EN*"));

  private static final List<Command> NAMES =
      from(
          "none; as ProFTPD has it",
          command("CLNT", TEXT, "name", Host::clnt).beforeLogin().feature());

  private static final List<Command> STREAMLINED =
      from(
          "draft-peterson-streamlined-ftp-command-extensions-10",
          command("AVBL", OPTIONAL, "[path]", Host::avbl).onDisk(LIST).feature(),
          command("CSID", TEXT, "name=value;...", Host::csid).beforeLogin().feature());

  private static final Map<String, Command> ALL =
      table(
          LOGIN,
          HOSTS,
          SECURITY,
          DIRECTORIES,
          OLD_DIRECTORIES,
          FILES,
          FACTS,
          FACTS_TO_CHANGE,
          HASHES,
          MD5S,
          OLD_HASHES,
          PARTS,
          PARAMETERS,
          LONG_ADDRESSES,
          EXTENDED_ADDRESSES,
          TRANSFERS,
          RESTARTS,
          RANGES,
          LISTINGS,
          MACHINE_LISTINGS,
          INFORMATION,
          FEATURES,
          LANGUAGES,
          NAMES,
          STREAMLINED);

  private static final Map<Long, Command> BY_PACKED_VERB = packed();

  static final Command ABOR = must("ABOR");
  static final Command RNTO = must("RNTO");
  static final Command USER = must("USER");
  static final Command PASS = must("PASS");

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

  /** The commands that one document defines, or that are done as somebody does them. */
  private static List<Command> from(String document, Command... rows) {
    for (Command row : rows) {
      row.document(document);
    }
    return List.of(rows);
  }

  @SafeVarargs
  private static Map<String, Command> table(List<Command>... groups) {
    Map<String, Command> table = new LinkedHashMap<>();
    for (List<Command> group : groups) {
      group.forEach(row -> table.put(row.verb(), row));
    }
    return table;
  }

  private static Map<Long, Command> packed() {
    Map<Long, Command> packed = new HashMap<>();
    ALL.forEach((verb, command) -> packed.put(CommandLine.pack(verb), command));
    return packed;
  }
}
