package dev.wherry.tests.protocol;

import dev.wherry.control.Commands;
import dev.wherry.control.command.Site;
import java.util.List;

/**
 * A command that other servers know and this one does not, by choice.
 *
 * @param line what a client says, the verb or the verb and the argument that is refused
 * @param code of the reply
 */
public record Refused(String line, int code, String reason) {

  private static final String SECURITY = "Part of RFC 2228 that no client uses: TLS does it.";
  private static final String SITES =
      "A site-to-site transfer between TLS servers needs it; FXP is refused.";

  private static final List<Refused> ALL =
      List.of(
          new Refused(
              "PRET RETR file",
              500,
              "For servers that do not know where a file is before they are asked."),
          new Refused("CPSV", 500, SITES),
          new Refused("SSCN ON", 500, SITES),
          new Refused(
              "IDNT user@host", 500, "For bouncers, which may say of a client what they like."),
          new Refused(
              "ESTA",
              500,
              "Tells addresses of the server; EPSV and PASV tell what a client needs."),
          new Refused(
              "ESTP",
              500,
              "Tells addresses of the server; EPSV and PASV tell what a client needs."),
          new Refused("MMD5 a, b", 500, "HASH does it, file by file, and pipelined it is as fast."),
          new Refused("ADAT x", 500, SECURITY),
          new Refused("MIC x", 500, SECURITY),
          new Refused("CONF x", 500, SECURITY),
          new Refused("ENC x", 500, SECURITY),
          new Refused("MAIL", 500, "RFC 765 had it; RFC 959 has not."),
          new Refused("XSEN", 500, "RFC 765 had it; RFC 959 has not."),
          new Refused("SPSV", 500, "Never more than a draft; EPSV does it."),
          new Refused("OPTS UTF8 OFF", 504, "Names are UTF-8 whatever a client says (RFC 2640)."),
          new Refused(
              "PORT 192,0,2,1,200,0",
              501,
              "Transfers between two servers (FXP) let a client use one against others: RFC 2577."),
          new Refused("EPRT |1|192.0.2.1|51200|", 501, "As with PORT."),
          new Refused("EPRT |3|192.0.2.1|51200|", 522, "There are IPv4 and IPv6."),
          new Refused("TYPE L 36", 504, "A byte has 8 bits."),
          new Refused("TYPE A C", 504, "Nothing is printed here."),
          new Refused("TYPE E C", 504, "Nothing is printed here."),
          new Refused("STRU R", 504, "Files have no records here."),
          new Refused("STRU P", 504, "Files have no pages here."),
          new Refused("MODE B", 504, "Nobody uses it but to restart, which REST does."),
          new Refused("MODE C", 504, "MODE Z compresses, and well."),
          new Refused("MODE E", 504, "GridFTP, with a protocol of its own around it."),
          new Refused("LANG fr", 504, "Programs read the replies; they are in English."),
          new Refused("SMNT /", 502, "There is nothing to mount."),
          new Refused(
              "SITE CHOWN anna file",
              501,
              "Takes the rights of root, which the server should not have."),
          new Refused(
              "SITE CHGRP staff file", 501, "Takes rights that the server should not have."),
          new Refused(
              "SITE ALIAS", 501, "SITE SYMLINK is there, and needs no list of the server's."),
          new Refused(
              "SITE TIME",
              501,
              "MDTM, MLSD and MFMT speak of UTC, so nobody needs to know the server's."),
          new Refused("SITE ZONE", 501, "Times are UTC."),
          new Refused("SITE MFMT 20260101000000 file", 501, "MFMT does it."),
          new Refused("SITE MD5 file", 501, "MD5 does it, and HASH."),
          new Refused("SITE QUOTA", 501, "AVBL tells how much room there is."),
          new Refused("SITE DESCUSER anna", 501, "Users learn nothing of each other."),
          new Refused("SITE STAT", 501, "Figures of the whole server are not the clients'."),
          new Refused("SITE BLST", 501, "A transfer never outlives its session."),
          new Refused("SITE EXEC ls", 501, "Nothing is ever executed for a client."));

  /** Those that are in nobody's table. */
  public static List<Refused> all() {
    return ALL.stream().filter(refused -> !refused.isKnown()).toList();
  }

  /** A verb that the tables have is refused with some arguments only, so these stay. */
  private boolean isKnown() {
    String[] words = line.split(" ", 2);
    return words[0].equals("SITE")
        ? Site.verbs().contains(words[1].split(" ", 2)[0])
        : code == 500 && Commands.named(words[0]) != null;
  }

  /** As the page shows it: without the argument if that does not matter. */
  String shown() {
    String[] words = line.split(" ", -1);
    return words[0].equals("SITE") ? "SITE " + words[1] : code == 500 ? words[0] : line;
  }
}
