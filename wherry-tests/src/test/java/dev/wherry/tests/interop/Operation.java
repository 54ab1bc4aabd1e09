package dev.wherry.tests.interop;

import java.util.List;

/**
 * A row of the README's matrix of clients.
 *
 * @param title of the row
 * @param tests the methods that prove it; a client has some of them, or it does not do this
 */
record Operation(String title, List<String> tests) {

  /** Every operation, in the order of the matrix. */
  static final List<Operation> ALL =
      List.of(
          of(
              "fetch a file",
              "downloadsAnEmptyFile",
              "downloadsASmallFile",
              "downloadsTenMegabytes",
              "downloadsSeveralFilesByPattern"),
          of(
              "store a file",
              "uploadsAnEmptyFile",
              "uploadsASmallFile",
              "uploadsTenMegabytes",
              "uploadsOverALongerFile"),
          of("odd file names", "downloadsFilesWithOddNames", "uploadsFilesWithOddNames"),
          of("text in TYPE A", "downloadsTextInAscii", "uploadsTextInAscii"),
          of("APPE", "appendsToAFile", "appendsToAFileThatIsNotThereYet"),
          of("go on with a download", "resumesADownload", "resumesADownloadThatWasKilled"),
          of("go on with an upload", "resumesAnUpload", "resumesAnUploadThatWasKilled"),
          of("fetch a tree of 300 files", "fetchesATree", "fetchesATreeInParallel"),
          of("store a tree of 300 files", "storesATree", "storesATreeInParallel"),
          of("copy and check, both ways", "copiesAndChecksATree"),
          of("sync changes, both ways", "syncsWhatHasChanged"),
          of("rename", "renamesAFileIntoADirectory"),
          of("delete", "deletesAFile"),
          of("MKD, RMD", "makesADirectory", "removesADirectory"),
          of("NLST", "listsNames", "listsAnEmptyDirectory"),
          of("LIST, understood", "understandsList", "keepsTheTimeOfAFile"),
          of("MLSD, understood", "understandsMlsd"),
          of("SIZE, MDTM", "tellsTheSizeOfAFile", "tellsTheTimeOfAFile"),
          of("PASV", "connectsByPasv"),
          of("EPSV", "connectsByEpsv"),
          of("PORT", "isConnectedToByPort"),
          of("EPRT", "isConnectedToByEprt"),
          of("EPSV over IPv6", "connectsByEpsvOverIpv6"),
          of("EPRT over IPv6", "isConnectedToByEprtOverIpv6"),
          of(
              "MODE Z",
              "fetchesATreeCompressed",
              "storesATreeCompressed",
              "storesAnEmptyFileCompressed"));

  private static Operation of(String title, String... tests) {
    return new Operation(title, List.of(tests));
  }
}
