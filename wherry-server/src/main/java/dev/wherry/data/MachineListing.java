package dev.wherry.data;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wherry.Permission;
import dev.wherry.Permissions;
import dev.wherry.files.Entry;
import dev.wherry.files.Entry.Kind;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What MLSD and MLST send: facts for programs to read (RFC 3659, section 7).
 *
 * <pre>
 * type=file;size=1234;modify=20251122100000;perm=adfrw; name
 * </pre>
 */
public final class MachineListing extends Listing {

  /** What can be told of an entry, in the order in which it is told. */
  public enum Fact {
    /** What it is: {@code file}, {@code dir}, {@code cdir}, {@code pdir} or {@code OS.unix=...}. */
    TYPE("type"),
    /** The size in bytes; of files only. */
    SIZE("size"),
    /** When its content changed last, as {@code YYYYMMDDHHMMSS} in UTC. */
    MODIFY("modify"),
    /** When it was made, if that is known. */
    CREATE("create"),
    /** What the user may do with it (section 7.5.5). */
    PERM("perm"),
    /** A text that only this file has, if that is known. */
    UNIQUE("unique"),
    /** The permission bits in octal, if that is known. */
    UNIX_MODE("UNIX.mode"),
    /** The owner, if that is known. */
    UNIX_OWNER("UNIX.owner"),
    /** The group, if that is known. */
    UNIX_GROUP("UNIX.group"),
    /** What the end of a file's name says of its content, if it does (section 7.5.7). */
    MEDIA_TYPE("media-type");

    /** What is told unless OPTS MLST says otherwise: what costs nothing to know. */
    public static final Set<Fact> USUAL =
        Collections.unmodifiableSet(EnumSet.of(TYPE, SIZE, MODIFY, PERM, UNIQUE, UNIX_MODE));

    private final String text;

    // Never handed out.
    @SuppressWarnings("ImmutableEnumChecker")
    private final byte[] prefix;

    Fact(String text) {
      this.text = text;
      this.prefix = (text + '=').getBytes(US_ASCII);
    }

    /** The fact's name on the wire. */
    @Override
    public String toString() {
      return text;
    }

    /** The facts that OPTS MLST names in {@code list}; unknown ones count for nothing. */
    public static Set<Fact> parse(String list) {
      Set<Fact> facts = EnumSet.noneOf(Fact.class);
      for (String name : list.split(";", -1)) {
        for (Fact fact : values()) {
          if (fact.text.equalsIgnoreCase(name)) {
            facts.add(fact);
          }
        }
      }
      return facts;
    }

    /** The list with which OPTS MLST is answered, {@code type;size;} (section 7.9). */
    public static String list(Set<Fact> facts) {
      StringBuilder list = new StringBuilder();
      for (Fact fact : values()) {
        if (facts.contains(fact)) {
          list.append(fact).append(';');
        }
      }
      return list.toString();
    }

    /** The list that FEAT shows, {@code type*;size;}, with a star at those in use (section 7.8). */
    public static String feature(Set<Fact> inUse) {
      StringBuilder list = new StringBuilder();
      for (Fact fact : values()) {
        list.append(fact).append(inUse.contains(fact) ? "*;" : ";");
      }
      return list.toString();
    }
  }

  private record Form(List<Fact> facts, String perm) {}

  /** How an entry stands to the directory that is listed. */
  public enum Role {
    /** It lies in the directory. */
    CHILD,
    /** It is the directory itself, {@code cdir}. */
    CURRENT,
    /** It is the directory's parent, {@code pdir}. */
    PARENT
  }

  private static final byte[] NOTHING = {};
  private static final byte[] FILE = "file".getBytes(US_ASCII);
  private static final byte[] DIR = "dir".getBytes(US_ASCII);
  private static final byte[] CDIR = "cdir".getBytes(US_ASCII);
  private static final byte[] PDIR = "pdir".getBytes(US_ASCII);
  private static final byte[] SYMLINK = "OS.unix=symlink".getBytes(US_ASCII);
  private static final byte[] SPECIAL = "OS.unix=special".getBytes(US_ASCII);

  private final Fact[] facts;
  private final Map<Kind, byte[]> perms = new EnumMap<>(Kind.class);

  /** A listing of {@code facts} for a user with {@code permissions}. */
  public MachineListing(Set<Fact> facts, Permissions permissions) {
    this.facts = facts.stream().sorted().toArray(Fact[]::new);
    for (Kind kind : Kind.values()) {
      perms.put(kind, perm(kind, permissions).getBytes(US_ASCII));
    }
  }

  /** Writes the line for an entry that is {@code role}; otherwise as {@link #write}. */
  public boolean write(Entry entry, Role role, ByteBuffer out) {
    line.clear();
    format(entry, role);
    return line.write(out);
  }

  @Override
  Object form() {
    return new Form(List.of(facts), new String(perms.getOrDefault(Kind.FILE, NOTHING), US_ASCII));
  }

  @Override
  void format(Entry entry) {
    format(entry, Role.CHILD);
  }

  private void format(Entry entry, Role role) {
    for (Fact fact : facts) {
      switch (fact) {
        case TYPE -> put(fact, type(entry.kind(), role));
        case SIZE -> {
          if (entry.kind() == Kind.FILE) {
            line.put(fact.prefix);
            line.putNumber(entry.size(), 1);
            line.put(';');
          }
        }
        case MODIFY -> putTime(fact, entry.modified());
        case CREATE -> {
          if (entry.created() != Entry.UNKNOWN) {
            putTime(fact, entry.created());
          }
        }
        case PERM -> put(fact, perms.getOrDefault(entry.kind(), NOTHING));
        case UNIQUE -> putWord(fact, entry.unique());
        case UNIX_MODE -> {
          if (entry.mode() != Entry.UNKNOWN) {
            putMode(fact, entry.mode());
          }
        }
        case UNIX_OWNER -> putWord(fact, entry.owner());
        case UNIX_GROUP -> putWord(fact, entry.group());
        case MEDIA_TYPE -> {
          if (entry.kind() == Kind.FILE) {
            putWord(fact, URLConnection.guessContentTypeFromName(entry.name()));
          }
        }
      }
    }
    line.put(' ');
    line.putName(entry.name());
  }

  private void put(Fact fact, byte[] value) {
    line.put(fact.prefix);
    line.put(value);
    line.put(';');
  }

  private void putWord(Fact fact, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      line.put(fact.prefix);
      line.putWord(value);
      line.put(';');
    }
  }

  /** RFC 3659, section 2.3. */
  private void putTime(Fact fact, long epochSecond) {
    line.put(fact.prefix);
    line.split(epochSecond);
    line.putDigits(line.year, 4);
    line.putDigits(line.month, 2);
    line.putDigits(line.day, 2);
    line.putDigits(line.hour, 2);
    line.putDigits(line.minute, 2);
    line.putDigits(line.second, 2);
    line.put(';');
  }

  private void putMode(Fact fact, int mode) {
    line.put(fact.prefix);
    for (int shift = 9; shift >= 0; shift -= 3) {
      line.put((char) ('0' + (mode >> shift & 7)));
    }
    line.put(';');
  }

  private static byte[] type(Kind kind, Role role) {
    return switch (kind) {
      case FILE -> FILE;
      case DIRECTORY ->
          switch (role) {
            case CHILD -> DIR;
            case CURRENT -> CDIR;
            case PARENT -> PDIR;
          };
      case SYMLINK -> SYMLINK;
      case OTHER -> SPECIAL;
    };
  }

  /**
   * RFC 3659, section 7.5.5. A symbolic link has what a file has, as nobody looked where it leads;
   * what is neither can be renamed and removed, but not read or written.
   */
  private static String perm(Kind kind, Permissions permissions) {
    boolean file = kind == Kind.FILE || kind == Kind.SYMLINK;
    boolean directory = kind == Kind.DIRECTORY;
    boolean write = permissions.allows(Permission.WRITE);
    boolean append = permissions.allows(Permission.APPEND);
    boolean delete = permissions.allows(Permission.DELETE);
    return letter("a", file && append)
        + letter("c", directory && permissions.allows(Permission.CREATE))
        + letter("d", delete)
        + letter("e", directory && permissions.allows(Permission.ENTER))
        + letter("f", permissions.allows(Permission.RENAME))
        + letter("l", directory && permissions.allows(Permission.LIST))
        + letter("m", directory && permissions.allows(Permission.MAKE_DIRECTORY))
        + letter("p", directory && delete)
        + letter("r", file && permissions.allows(Permission.READ))
        + letter("w", file && write);
  }

  private static String letter(String letter, boolean holds) {
    return holds ? letter : "";
  }
}
