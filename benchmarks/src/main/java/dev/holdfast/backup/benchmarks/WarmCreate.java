package dev.holdfast.backup.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.files.FilesTarget;
import dev.holdfast.backup.store.DirectoryStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/** Backs one tree up again and again in one JVM and prints a line per run: its seconds, and the processor's. */
final class WarmCreate {

    private WarmCreate() {}

    /** {@code TREE WORK RUNS}: the tree, a directory for the store and the state, how often. */
    public static void main(String[] arguments) throws InterruptedException {
        Path tree = Path.of(arguments[0]);
        Path work = Path.of(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        try (Backups backups = Backups.builder()
                .state(work.resolve("state"))
                .store("local", DirectoryStore.at(work.resolve("store")))
                .job(Job.named("tree").protect(FilesTarget.named("tree").path(tree)))
                .build()) {
            for (int i = 0; i < runs; i++) {
                long start = System.nanoTime();
                long cpu = processor();
                backups.run("tree").orThrow();
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.println(String.format(Locale.ROOT, "%.3f %.3f", seconds, (processor() - cpu) / 1e9));
            }
        }
    }

    private static long processor() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
