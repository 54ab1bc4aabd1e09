package dev.wherry.yaml;

import java.util.Collection;

/** What somebody probably meant who wrote something else. */
public final class Near {

  private Near() {}

  /** {@code ; did you mean 'x'?} for the nearest of the known words, or nothing if none is near. */
  public static String hint(String written, Collection<String> known) {
    String best = "";
    int least = Math.max(1, written.length() / 3) + 1;
    for (String word : known) {
      int distance = word.startsWith(written) && written.length() > 2 ? 1 : distance(written, word);
      if (distance < least) {
        least = distance;
        best = word;
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
  }

  /** How many letters have to be changed, added, left out or swapped with the next one. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = Character.toLowerCase(a.charAt(i - 1)) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
