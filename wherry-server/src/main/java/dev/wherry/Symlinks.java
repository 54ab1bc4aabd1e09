package dev.wherry;

/**
 * Where symbolic links lead that lie in a user's home and folders. Whatever is chosen here, {@code
 * ..} in a client's path never leads out, links can be listed, renamed and removed as what they
 * are, and clients make none but with {@link #INSIDE}.
 */
public enum Symlinks {

  /** Nowhere: a path with a link anywhere in it is as if nothing were there. */
  NEVER,

  /**
   * To places in the same home or folder, and nowhere else. Such links may be made with SITE
   * SYMLINK.
   */
  INSIDE,

  /**
   * Wherever they point to, as for any program on the server: whoever makes links on its disk
   * decides what clients reach. A rule goes by the path behind a link if that lies in the home.
   *
   * <p>Clients that may rename can move a directory, and with it a relative link, which then points
   * elsewhere; links themselves they can rename only where they are. So links for this should be
   * absolute, or lie where nobody may rename.
   */
  FOLLOW
}
