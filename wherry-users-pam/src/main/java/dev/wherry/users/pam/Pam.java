package dev.wherry.users.pam;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.wherry.UnavailableException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every C function that PAM and the system's accounts need, and nothing else: the place to audit.
 * Layouts and numbers are those of Linux-PAM on systems of 64 bits.
 *
 * <p>One call is one check, with a handle, a conversation and memory of its own, so it is safe for
 * use by many threads. It blocks its thread for as long as the modules like.
 */
final class Pam {

  private static final int PAM_SUCCESS = 0;
  private static final int PAM_OPEN_ERR = 1;
  private static final int PAM_SYMBOL_ERR = 2;
  private static final int PAM_SERVICE_ERR = 3;
  private static final int PAM_SYSTEM_ERR = 4;
  private static final int PAM_BUF_ERR = 5;
  private static final int PAM_CRED_INSUFFICIENT = 8;
  private static final int PAM_AUTHINFO_UNAVAIL = 9;
  private static final int PAM_CONV_ERR = 19;
  private static final int PAM_ABORT = 26;
  private static final int PAM_MODULE_UNKNOWN = 28;
  private static final int PAM_USER = 2;
  private static final int PAM_RHOST = 4;
  private static final int PAM_TTY = 3;
  private static final int PAM_FAIL_DELAY = 10;
  private static final int PAM_PROMPT_ECHO_OFF = 1;
  private static final int PAM_PROMPT_ECHO_ON = 2;
  private static final int PAM_MAX_NUM_MSG = 32;
  private static final int PAM_DISALLOW_NULL_AUTHTOK = 1;

  private static final int ERANGE = 34;
  private static final long RESPONSE_SIZE = 16; // char *resp; int resp_retcode;
  private static final long PASSWD_SIZE = 48;
  private static final long PASSWD_UID = 16; // behind char *pw_name and *pw_passwd
  private static final long PASSWD_DIR = 32; // behind pw_uid, pw_gid and *pw_gecos
  private static final int FIRST_BUFFER = 1024;
  private static final int LARGEST_BUFFER = 1024 * 1024;

  private static final Linker LINKER = Linker.nativeLinker();

  private final Linker linker = LINKER;
  private final MethodHandle start;
  private final @Nullable MethodHandle startConfdir;
  private final MethodHandle end;
  private final MethodHandle authenticate;
  private final MethodHandle accountManagement;
  private final MethodHandle setItem;
  private final MethodHandle getItem;
  private final MethodHandle message;
  private final MethodHandle calloc;
  private final MethodHandle strdup;
  private final MethodHandle free;
  private final MethodHandle getpwnam;

  /**
   * An account of the system.
   *
   * @param uid the number of the user
   */
  record Entry(long uid, Path home) {}

  /**
   * What came of a check.
   *
   * @param user the name that the modules made of the one given; null if they said no
   * @param text what libpam calls it
   * @param delayMicros how long the modules want the answer to a wrong password to take
   */
  record Answer(@Nullable String user, String text, int delayMicros) {}

  private Pam(SymbolLookup library) {
    start =
        handle(
            library,
            "pam_start",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    startConfdir =
        library.find("pam_start_confdir").isEmpty()
            ? null
            : handle(
                library,
                "pam_start_confdir",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    end = handle(library, "pam_end", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    authenticate =
        handle(library, "pam_authenticate", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    accountManagement =
        handle(library, "pam_acct_mgmt", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    setItem =
        handle(
            library, "pam_set_item", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    getItem =
        handle(
            library, "pam_get_item", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    message = handle(library, "pam_strerror", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
    SymbolLookup libc = linker.defaultLookup();
    calloc = handle(libc, "calloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
    strdup = handle(libc, "strdup", FunctionDescriptor.of(ADDRESS, ADDRESS));
    free = handle(libc, "free", FunctionDescriptor.ofVoid(ADDRESS));
    getpwnam =
        handle(
            libc,
            "getpwnam_r",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  }

  private MethodHandle handle(SymbolLookup library, String name, FunctionDescriptor type) {
    return linker.downcallHandle(library.findOrThrow(name), type);
  }

  /**
   * Finds the library.
   *
   * @throws IllegalArgumentException if there is none, or it must not be called, with a sentence
   */
  static Pam load() {
    if (!System.getProperty("os.name").equals("Linux") || ADDRESS.byteSize() != Long.BYTES) {
      throw new IllegalArgumentException("PAM is for Linux on processors of 64 bits here");
    }
    try {
      return new Pam(SymbolLookup.libraryLookup("libpam.so.0", Arena.global()));
    } catch (IllegalCallerException e) {
      throw new IllegalArgumentException(
          "PAM needs native access: --enable-native-access=dev.wherry.users.pam", e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "there is no libpam.so.0 here (Debian: apt install libpam0g)", e);
    }
  }

  /**
   * Asks whether a user may log in with a password, and now.
   *
   * @param service the name of the configuration, usually in /etc/pam.d
   * @param confdir where it is instead, or null
   * @param client the client's address, or null
   * @throws UnavailableException if a module cannot reach what it asks
   * @throws IOException if that cannot be known: the configuration is missing, a module is broken
   */
  Answer check(
      String service, @Nullable Path confdir, String user, String password, @Nullable String client)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      Conversation conversation = new Conversation(this, arena, password);
      MemorySegment place = arena.allocate(ADDRESS);
      int begun = begin(arena, service, confdir, user, conversation.struct(), place);
      if (begun != PAM_SUCCESS) {
        throw new IOException("PAM does not start: error " + begun);
      }
      MemorySegment handle = place.get(ADDRESS, 0);
      int status = PAM_SYSTEM_ERR;
      try {
        conversation.takesDelays(handle);
        set(handle, PAM_TTY, arena.allocateFrom("ftp"));
        if (client != null) {
          set(handle, PAM_RHOST, arena.allocateFrom(client));
        }
        status = (int) authenticate.invokeExact(handle, PAM_DISALLOW_NULL_AUTHTOK);
        if (status == PAM_SUCCESS) {
          status = (int) accountManagement.invokeExact(handle, PAM_DISALLOW_NULL_AUTHTOK);
        }
        String text = text(handle, status);
        if (status == PAM_AUTHINFO_UNAVAIL) {
          throw new UnavailableException(text);
        }
        if (isFailure(status)) {
          throw new IOException("PAM cannot tell: " + text);
        }
        String known = status == PAM_SUCCESS ? user(handle, arena) : null;
        return new Answer(known, text, conversation.delayMicros());
      } finally {
        int _ = (int) end.invokeExact(handle, status);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private int begin(
      Arena arena,
      String service,
      @Nullable Path confdir,
      String user,
      MemorySegment conversation,
      MemorySegment place)
      throws Throwable {
    MemorySegment name = arena.allocateFrom(service);
    MemorySegment who = arena.allocateFrom(user);
    if (confdir == null) {
      return (int) start.invokeExact(name, who, conversation, place);
    }
    if (startConfdir == null) {
      throw new IOException("this libpam takes no other directory than /etc/pam.d");
    }
    MemorySegment where = arena.allocateFrom(confdir.toString());
    return (int) startConfdir.invokeExact(name, who, conversation, where, place);
  }

  private void set(MemorySegment handle, int item, MemorySegment value) throws Throwable {
    int status = (int) setItem.invokeExact(handle, item, value);
    if (status != PAM_SUCCESS) {
      throw new IOException("PAM does not take what it is told: " + text(handle, status));
    }
  }

  /**
   * What is not a no, but a failure. A "system error" is a no: pam_exec says it for a program that
   * has said no, and if that were a failure, whoever guesses there would not be held up.
   */
  private static boolean isFailure(int status) {
    return switch (status) {
      case PAM_OPEN_ERR,
          PAM_SYMBOL_ERR,
          PAM_SERVICE_ERR,
          PAM_BUF_ERR,
          PAM_CRED_INSUFFICIENT,
          PAM_MODULE_UNKNOWN,
          PAM_ABORT ->
          true;
      default -> false;
    };
  }

  private String text(MemorySegment handle, int status) throws Throwable {
    MemorySegment text = (MemorySegment) message.invokeExact(handle, status);
    return text.address() == 0
        ? "error " + status
        : text.reinterpret(Long.MAX_VALUE).getString(0) + " (" + status + ")";
  }

  private String user(MemorySegment handle, Arena arena) throws Throwable {
    MemorySegment place = arena.allocate(ADDRESS);
    int status = (int) getItem.invokeExact(handle, PAM_USER, place);
    MemorySegment name = place.get(ADDRESS, 0);
    if (status != PAM_SUCCESS || name.address() == 0) {
      throw new IOException("PAM does not tell whom it has let in");
    }
    return name.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** The system's account of a name, if it has one. */
  Optional<Entry> entry(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment asked = arena.allocateFrom(name);
      MemorySegment passwd = arena.allocate(PASSWD_SIZE, Long.BYTES);
      MemorySegment result = arena.allocate(ADDRESS);
      for (int size = FIRST_BUFFER; size <= LARGEST_BUFFER; size *= 2) {
        MemorySegment buffer = arena.allocate(size);
        int error = (int) getpwnam.invokeExact(asked, passwd, buffer, (long) size, result);
        if (error == ERANGE) {
          continue;
        }
        boolean isThere = result.get(ADDRESS, 0).address() != 0;
        if (error != 0 && !isThere && error != 2 && error != 3) { // ENOENT and ESRCH mean no, too
          throw new IOException("the system's accounts cannot be read: error " + error);
        }
        return isThere ? Optional.of(entry(passwd)) : Optional.empty();
      }
      throw new IOException("the system's account of '" + name + "' is larger than can be");
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Entry entry(MemorySegment passwd) {
    String home = passwd.get(ADDRESS, PASSWD_DIR).reinterpret(Long.MAX_VALUE).getString(0);
    return new Entry(Integer.toUnsignedLong(passwd.get(JAVA_INT, PASSWD_UID)), Path.of(home));
  }

  /**
   * What the modules ask while they check: passwords they get, and nothing else. Called by libpam
   * on the thread of the check, through functions that must not throw.
   */
  private static final class Conversation {

    private static final MethodHandle CONVERSE;
    private static final MethodHandle DELAY;

    static {
      try {
        MethodHandles.Lookup own = MethodHandles.lookup();
        CONVERSE =
            own.findVirtual(
                Conversation.class,
                "converse",
                MethodType.methodType(
                    int.class,
                    int.class,
                    MemorySegment.class,
                    MemorySegment.class,
                    MemorySegment.class));
        DELAY =
            own.findVirtual(
                Conversation.class,
                "delay",
                MethodType.methodType(void.class, int.class, int.class, MemorySegment.class));
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Pam pam;
    private final Arena arena;
    private final MemorySegment password;
    private int delayMicros;

    Conversation(Pam pam, Arena arena, String password) {
      this.pam = pam;
      this.arena = arena;
      this.password = arena.allocateFrom(password);
    }

    /** struct pam_conv: the function, and a pointer of ours that nobody needs. */
    MemorySegment struct() {
      MemorySegment struct = arena.allocate(MemoryLayout.sequenceLayout(2, ADDRESS));
      struct.set(
          ADDRESS,
          0,
          pam.linker.upcallStub(
              CONVERSE.bindTo(this),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
              arena));
      return struct;
    }

    /** The server holds answers back without a thread; libpam would sleep on this one. */
    void takesDelays(MemorySegment handle) throws Throwable {
      MemorySegment function =
          pam.linker.upcallStub(
              DELAY.bindTo(this), FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS), arena);
      pam.set(handle, PAM_FAIL_DELAY, function);
    }

    int delayMicros() {
      return delayMicros;
    }

    // called by libpam
    @SuppressWarnings("unused")
    private void delay(int status, int micros, MemorySegment none) {
      if (status != PAM_SUCCESS) {
        delayMicros = Math.max(0, micros);
      }
    }

    // called by libpam
    @SuppressWarnings({"unused", "CatchAndPrintStackTrace"})
    private int converse(
        int count, MemorySegment messages, MemorySegment responses, MemorySegment none) {
      try {
        return answer(count, messages, responses);
      } catch (Throwable t) { // an exception would end the JVM
        return PAM_CONV_ERR;
      }
    }

    /** libpam frees the answers, and the array of them. */
    private int answer(int count, MemorySegment messages, MemorySegment responses)
        throws Throwable {
      if (count < 1 || count > PAM_MAX_NUM_MSG) {
        return PAM_CONV_ERR;
      }
      MemorySegment list = messages.reinterpret(count * ADDRESS.byteSize());
      MemorySegment answers =
          ((MemorySegment) pam.calloc.invokeExact((long) count, RESPONSE_SIZE))
              .reinterpret(count * RESPONSE_SIZE);
      if (answers.address() == 0) {
        return PAM_BUF_ERR;
      }
      for (int i = 0; i < count; i++) {
        int style = list.getAtIndex(ADDRESS, i).reinterpret(JAVA_INT.byteSize()).get(JAVA_INT, 0);
        if (style == PAM_PROMPT_ECHO_ON) {
          free(answers, i);
          return PAM_CONV_ERR; // a question that is not for a password: nobody can be asked
        }
        if (style == PAM_PROMPT_ECHO_OFF) {
          answers.set(ADDRESS, i * RESPONSE_SIZE, (MemorySegment) pam.strdup.invokeExact(password));
        }
      }
      responses.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, answers);
      return PAM_SUCCESS;
    }

    private void free(MemorySegment answers, int count) throws Throwable {
      for (int i = 0; i < count; i++) {
        MemorySegment each = answers.get(ADDRESS, i * RESPONSE_SIZE);
        pam.free.invokeExact(each);
      }
      pam.free.invokeExact(answers);
    }
  }
}
