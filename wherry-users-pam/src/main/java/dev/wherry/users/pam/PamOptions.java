package dev.wherry.users.pam;

/**
 * How the system is asked for its users.
 *
 * @param service the name of the configuration in {@code /etc/pam.d}, "wherry" by default
 * @param lowestUid accounts of the system with a lower number may not log in, 1000 by default
 * @param checks how many are made at once, each on a thread that it blocks, 4 by default
 */
public record PamOptions(String service, int lowestUid, int checks) {

  /** With the usual values. */
  public static final PamOptions STANDARD = new PamOptions("wherry", 1000, 4);

  /**
   * After a check of the values.
   *
   * @throws IllegalArgumentException with a sentence if one of them cannot be
   */
  public PamOptions {
    checkedService(service);
    if (lowestUid < 0 || checks < 1) {
      throw new IllegalArgumentException("the lowest uid is not negative, and there is a check");
    }
  }

  /** The name of a service, if it can be one: PAM makes a path of it. */
  public static String checkedService(String service) {
    if (!service.matches("[a-z0-9][a-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "'" + service + "' is no service of PAM: small letters, digits and . _ - in between");
    }
    return service;
  }
}
