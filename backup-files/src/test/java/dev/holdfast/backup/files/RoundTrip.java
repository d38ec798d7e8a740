package dev.holdfast.backup.files;

import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Path;

/** Captures a tree and restores it elsewhere, in a process of its own. */
final class RoundTrip {

    private RoundTrip() {}

    /** Takes the tree and the destination; prints the problems. */
    public static void main(String[] arguments) throws Exception {
        FilesTarget target = FilesTarget.named("odd").path(Path.of(arguments[0]));
        try (TestRunContext run = new TestRunContext().pool(2);
                MemoryBackup backup = Trees.capture(target, run)) {
            Trees.restore(target, backup, RestoreRequest.to(arguments[1]).withoutRoot(), run);
            run.problems().forEach(System.out::println);
        }
    }
}
