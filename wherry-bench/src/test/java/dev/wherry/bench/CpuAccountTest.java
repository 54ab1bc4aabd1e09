package dev.wherry.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** On Linux: the CPU of a child that has ended still counts. */
final class CpuAccountTest {

  /** A shell whose child works for some time and ends, which then waits for its input to end. */
  private static final String WORK =
      "sh -c 'i=0; while [ $i -lt 600000 ]; do i=$((i+1)); done'; echo done; read line";

  @Test
  void countsEndedChildrenOfAProcess() throws IOException {
    Process shell = new ProcessBuilder("sh", "-c", WORK).start();
    try (BufferedReader out = shell.inputReader();
        ProcessTree tree = new ProcessTree(shell.pid())) {
      assertEquals("done", out.readLine());

      assertTrue(tree.nanos() >= 30_000_000, () -> "too little");
      assertEquals(1, tree.processes());
      assertTrue(tree.memory() > 0);
    } finally {
      shell.destroy();
    }
  }

  @Test
  void theHeapOfAHistogramIsLessTheFillersOfTheCollector() {
    Stream<String> histogram =
        Stream.of(
            " num     #instances         #bytes  class name (module)",
            "   1:         22569        2104504  [B (java.base@25.0.3)",
            "   2:          1284        1187344  [Ljdk.internal.vm.FillerElement;"
                + " (java.base@25.0.3)",
            "Total         23853        3291848");

    assertEquals(2_104_504, ProcessTree.liveBytes(histogram));
  }

  @Test
  void aGroupOfItsOwnCountsThemToo() throws IOException {
    CgroupAccount group = CgroupAccount.open("wherry-bench-test-" + ProcessHandle.current().pid());
    if (group == null) { // nothing to test where none can be made
      return;
    }
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "echo $$ > \"$0\" && exec sh -c \"$1\""));
    command.add(group.members().toString());
    command.add(WORK);
    Process shell = new ProcessBuilder(command).start();
    try (BufferedReader out = shell.inputReader()) {
      assertEquals("done", out.readLine());

      assertTrue(group.nanos() >= 30_000_000);
    } finally {
      shell.destroy();
      shell.onExit().join();
      group.close();
    }
  }
}
