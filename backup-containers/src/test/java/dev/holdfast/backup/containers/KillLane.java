package dev.holdfast.backup.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.engine.Backups;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Containers and a state directory of their own, and processes that hold those containers still until they are killed. */
final class KillLane implements AutoCloseable {

    /** How long the engine gives a container to stop. */
    private static final int STOP_MILLIS = 2000;

    private final Path directory;
    private final TestEngine engine;
    private final EngineProxy proxy;
    private final String[] containers;
    private final Map<String, String> before;

    KillLane(Path directory, TestEngine engine, String name) throws IOException {
        this.directory = Files.createDirectories(directory.resolve(name));
        this.engine = engine;
        this.proxy = new EngineProxy(this.directory.resolve("engine.sock"), engine.host());
        String quick = engine.service(name + "-quick");
        // The engine kills it at the end of its time, whether whoever asked lives or not.
        String stubborn = engine.start(name + "-stubborn", "trap '' TERM; while :; do sleep 0.1; done");
        String idle = engine.create(name + "-idle");
        String last = engine.service(name + "-last");
        this.containers = new String[] {quick, stubborn, idle, last};
        this.before = engine.states(containers);
    }

    EngineProxy proxy() {
        return proxy;
    }

    TestEngine engine() {
        return engine;
    }

    /** The first to be stopped: quickly. */
    String quick() {
        return containers[0];
    }

    /** The second: by force, at the end of its time. */
    String stubborn() {
        return containers[1];
    }

    /** The last. */
    String last() {
        return containers[3];
    }

    /** Starts a process with the job, and waits until it is about to run it. */
    Process begin(String act) throws IOException {
        Process process = KilledHolder.start(directory, proxy.host(), act, containers);
        BufferedReader said = process.inputReader();
        String line = said.readLine();
        if (!KilledHolder.BEGUN.equals(line)) {
            throw new AssertionError("it said " + line + ": " + Files.readString(directory.resolve("log")));
        }
        return process;
    }

    static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Lets a process run to its end; tells whether it ended of itself. */
    static boolean await(Process process) throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue() == 0;
    }

    /** What the next start of any engine with this state directory does. */
    void recover() {
        try (Backups later = KilledHolder.stranger(directory)) {
            assertThat(later.recover().problems()).isEmpty();
        }
    }

    void assertAsBefore(String when) {
        Map<String, String> expected = new TreeMap<>(before);
        assertThat(engine.states(containers)).as("%s", when).isEqualTo(expected);
    }

    /** A stop that the engine has not finished yet would show within its time. */
    void assertStaysAsBefore(String when) throws InterruptedException {
        for (int i = 0; i < 8; i++) {
            assertAsBefore(when);
            TimeUnit.MILLISECONDS.sleep(STOP_MILLIS / 7);
        }
    }

    @Override
    public void close() throws IOException {
        proxy.close();
    }
}
