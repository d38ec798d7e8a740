package dev.holdfast.backup.engine;

import dev.holdfast.backup.RunState;
import dev.holdfast.backup.catalog.CatalogQuery;
import dev.holdfast.backup.spi.HookContext;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.LifecycleHook;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.ManualClock;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One run of a job that stops a service, and one thing that happens in it. The service is a file, so that it outlives the process, as services do.
 */
final class HookScenario {

    /** What a process that was told to die ends with. */
    static final int DEAD = 9;

    private static final Duration SHORT = Duration.ofSeconds(2);

    /** Where it happens. */
    enum Stage {
        ENTER("enter, when the service was stopped"),
        CAPTURE("capture"),
        UNDO("undo, before the service is started");

        final String words;

        Stage(String words) {
            this.words = words;
        }
    }

    /** What happens. */
    enum Event {
        NOTHING("nothing"),
        FAIL("it fails"),
        TIMEOUT("it takes longer than it may"),
        CANCEL("the run is cancelled"),
        KILL("the process is killed");

        final String words;

        Event(String words) {
            this.words = words;
        }
    }

    /**
     * What a run came to.
     *
     * @param state its state
     * @param code the code of its first error; empty if there was none
     * @param listed how many backups the catalog has
     * @param running whether the service runs
     */
    record Outcome(RunState state, String code, int listed, boolean running) {}

    private final Path directory;
    private final Stage stage;
    private final Event event;
    private final CompletableFuture<RunHandle> run = new CompletableFuture<>();

    HookScenario(Path directory, Stage stage, Event event) {
        this.directory = directory;
        this.stage = stage;
        this.event = event;
    }

    /** Runs the scenario in a process that does not come to its end. */
    public static void main(String[] arguments) throws Exception {
        new HookScenario(Path.of(arguments[0]), Stage.valueOf(arguments[1]), Event.valueOf(arguments[2]))
                .run("2026-11-20T02:15:00Z");
    }

    /** Makes the service, which runs. */
    static void begin(Path directory) throws IOException {
        Files.writeString(directory.resolve("service"), "runs");
    }

    static boolean isRunning(Path directory) throws IOException {
        return Files.readString(directory.resolve("service")).equals("runs");
    }

    Outcome run(String at) throws Exception {
        ScriptedTarget orders = ScriptedTarget.named("orders").put("a.txt", "one");
        orders.onCapture((sink, context) -> {
            happen(Stage.CAPTURE);
            ScriptedTarget.documents(orders).run(sink, context);
        });
        HookUse use = HookUse.of(new Service());
        if (event == Event.TIMEOUT) {
            use = stage == Stage.CAPTURE ? use.maxPause(SHORT) : use.timeout(SHORT);
        }
        TestHost host = new TestHost(
                directory.resolve("state"), ManualClock.at(at), DirectoryStore.at(directory.resolve("store")));
        Job job = TestHost.job("nightly").protect(orders.definition()).around(use);
        try (Backups backups = host.with(job)) {
            RunHandle handle = backups.start(RunRequest.of("nightly"));
            run.complete(handle);
            RunReport report = handle.await();
            return new Outcome(
                    report.state(),
                    report.firstError().map(error -> error.code()).orElse(""),
                    backups.catalog().list(CatalogQuery.all()).size(),
                    isRunning(directory));
        }
    }

    private void happen(Stage now) throws Exception {
        if (now != stage) {
            return;
        }
        switch (event) {
            case NOTHING -> {}
            case FAIL -> throw new IOException("the service does not answer");
            case TIMEOUT -> forEver();
            case CANCEL -> {
                run.get(1, TimeUnit.MINUTES).cancel();
                if (stage != Stage.UNDO) {
                    forEver();
                }
            }
            case KILL -> Runtime.getRuntime().halt(DEAD);
        }
    }

    private static void forEver() throws InterruptedException {
        if (!new CountDownLatch(1).await(1, TimeUnit.MINUTES)) {
            throw new AssertionError("nobody ended it");
        }
    }

    /** The hook. */
    private final class Service implements HookDefinition {

        @Override
        public String name() {
            return "stop-service";
        }

        @Override
        public String type() {
            return "service-file";
        }

        @Override
        public Settings settings() {
            return Settings.none();
        }

        @Override
        public LifecycleHook open() {
            return new LifecycleHook() {
                @Override
                public void enter(HookContext context) throws Exception {
                    String resource = "service:file";
                    context.claim(List.of(resource));
                    if (!isRunning(directory)) {
                        return;
                    }
                    context.undo(new UndoRecord(
                            new ParticipantId(ParticipantId.Role.HOOK, name()),
                            type(),
                            settings(),
                            resource,
                            1,
                            Map.of()));
                    set("stopped");
                    happen(Stage.ENTER);
                }

                @Override
                public void undo(UndoRecord record, RunContext context) throws Exception {
                    happen(Stage.UNDO);
                    set("runs");
                }
            };
        }

        private void set(String state) {
            try {
                Files.writeString(directory.resolve("service"), state);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
