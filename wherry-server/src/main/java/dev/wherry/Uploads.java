package dev.wherry;

/** What the disk shows of an upload while it lasts. */
public enum Uploads {

  /**
   * An upload has a name of its own, {@code .NAME.XXXXXXXX.part}, until it is complete, and then
   * takes its real name in one step: nobody ever sees half a file. An upload that breaks off leaves
   * nothing, so it cannot be resumed. APPE, and STOR behind REST, change the file where it is.
   */
  ATOMIC,

  /**
   * Uploads are written under their real names. One that breaks off leaves what has arrived, and
   * can be resumed.
   */
  IN_PLACE
}
