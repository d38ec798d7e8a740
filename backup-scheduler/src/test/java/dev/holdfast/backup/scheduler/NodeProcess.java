package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.codec.ZstdCompressorProvider;
import dev.holdfast.backup.engine.ArchiveOptions;
import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.event.BackupCommitted;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import dev.holdfast.backup.testkit.PostgresServer;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The main class of a node in a process of its own: recovers, runs what is due, and ends in order on SIGTERM. Told what to do by {@link Plan}. */
final class NodeProcess {

    /** The end of the names of files that stand for stopped services, which begin with the node's name. */
    static final String STOPPED = ".stopped";

    private NodeProcess() {}

    /**
     * What a node is told.
     *
     * @param name the node's name
     * @param state its state directory
     * @param store the directory of the store that all nodes share
     * @param signs where it shows what it captures, and finds what holds its captures
     * @param url the database
     * @param timeout the node timeout
     * @param jobs names of jobs and targets, and the times of the day they are due: {@code job:target:12:00:00,12:01:00;…}
     * @param captureMillis how long a capture takes
     * @param haltAtCommit behind which commit the process ends as if it was killed; 0 for none
     */
    record Plan(
            String name,
            Path state,
            Path store,
            Path signs,
            String url,
            Duration timeout,
            String jobs,
            int captureMillis,
            int haltAtCommit) {

        String[] arguments() {
            return new String[] {
                name,
                state.toString(),
                store.toString(),
                signs.toString(),
                url,
                timeout.toString(),
                jobs,
                "" + captureMillis,
                "" + haltAtCommit
            };
        }

        static Plan of(String[] arguments) {
            return new Plan(
                    arguments[0],
                    Path.of(arguments[1]),
                    Path.of(arguments[2]),
                    Path.of(arguments[3]),
                    arguments[4],
                    Duration.parse(arguments[5]),
                    arguments[6],
                    Integer.parseInt(arguments[7]),
                    Integer.parseInt(arguments[8]));
        }

        Plan haltingAtCommit(int number) {
            return new Plan(name, state, store, signs, url, timeout, jobs, captureMillis, number);
        }

        SchedulerDatabase database() {
            return SchedulerDatabase.postgres(url, PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                    .stateDirectory(state)
                    .nodeTimeout(timeout)
                    .node(name)
                    .role("serve")
                    .build();
        }

        /** Everything of the engine but leases and history. */
        BackupsBuilder engine() {
            BackupsBuilder builder = Backups.builder()
                    .state(state)
                    .providers(Providers.of(
                            new NoCompressorProvider(), new ZstdCompressorProvider(), new MemoryArchiverProvider()))
                    .store("shared", DirectoryStore.at(store));
            for (String text : jobs.split(";", -1)) {
                String[] parts = text.split(":", 3);
                builder.job(Job.named(parts[0])
                        .archive(ArchiveOptions.DEFAULT.format("memory").compression("none"))
                        .protect(target(parts[1]).definition())
                        .around(new FileService(signs.resolve(name + "-" + parts[0] + STOPPED)))
                        .section(Schedule.daily(parts[2].split(",", -1)).overlap(Overlap.QUEUE)));
            }
            return builder;
        }

        private ScriptedTarget target(String target) {
            byte[] content = new byte[20_000];
            new Random(target.hashCode()).nextBytes(content);
            return ScriptedTarget.named(target).onCapture((sink, context) -> capture(target, content, sink, context));
        }

        /** One archive is whole and a second one is half written when it has come halfway. */
        private void capture(String target, byte[] content, BackupSink sink, RunContext context) throws Exception {
            sign(target + ".by." + name);
            try (ArchiveWriter archive = sink.archive("one")) {
                add(archive, "a.bin", content);
                archive.finish();
            }
            try (ArchiveWriter archive = sink.archive("two")) {
                add(archive, "b.bin", content);
                long end = System.nanoTime() + Duration.ofMillis(captureMillis).toNanos();
                while (System.nanoTime() - end < 0 || Files.exists(signs.resolve(target + ".hold"))) {
                    context.cancellation().check();
                    Thread.sleep(20);
                }
                add(archive, "c.bin", content);
                archive.finish();
            }
        }

        private static void add(ArchiveWriter archive, String path, byte[] content) throws Exception {
            archive.add(
                    ArchiveEntry.file(path, content.length, Instant.parse("2026-01-01T00:00:00Z")),
                    () -> new ByteArrayInputStream(content));
        }

        private void sign(String sign) throws IOException {
            Files.writeString(signs.resolve(sign), Instant.now().toString());
        }
    }

    /** Runs until SIGTERM. */
    public static void main(String[] arguments) throws Exception {
        Plan plan = Plan.of(arguments);
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            told.countDown();
                            try {
                                over.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "holdfast-test-end"));
        AtomicInteger commits = new AtomicInteger();
        try (SchedulerDatabase database = plan.database();
                Backups backups = plan.engine()
                        .history(database.history())
                        .leases(database.leases().orElseThrow())
                        .listener(event -> {
                            if (event instanceof BackupCommitted && commits.incrementAndGet() == plan.haltAtCommit()) {
                                Runtime.getRuntime().halt(137);
                            }
                        })
                        .build();
                BackupScheduler scheduler = BackupScheduler.on(database, backups)
                        .threads(4)
                        .interval(Duration.ofMillis(300))
                        .build()) {
            System.out.println("recovered " + backups.recover());
            scheduler.start();
            System.out.println("started " + Instant.now());
            plan.sign(plan.name() + ".started");
            told.await();
            System.out.println("cancelled " + scheduler.stop(Duration.ofSeconds(20)));
        } catch (Throwable e) {
            e.printStackTrace();
            throw e;
        } finally {
            System.out.println("ended " + Instant.now());
            over.countDown();
        }
    }
}
