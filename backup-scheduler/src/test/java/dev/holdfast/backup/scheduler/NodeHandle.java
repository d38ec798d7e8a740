package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link NodeProcess} as a test has it: started, killed, stopped, let go on. For one thread. */
final class NodeHandle implements AutoCloseable {

    private final NodeProcess.Plan plan;
    private final Path log;
    private Process process;

    NodeHandle(NodeProcess.Plan plan) {
        this.plan = plan;
        this.log = plan.signs().resolve(plan.name() + ".log");
    }

    String name() {
        return plan.name();
    }

    NodeProcess.Plan plan() {
        return plan;
    }

    void start() throws IOException {
        start(plan);
    }

    void start(NodeProcess.Plan today) throws IOException {
        Files.createDirectories(plan.signs());
        Files.deleteIfExists(started());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName()));
        command.addAll(List.of(today.arguments()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private Path started() {
        return plan.signs().resolve(plan.name() + ".started");
    }

    boolean isStarted() {
        return Files.exists(started());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Sends SIGTERM and waits for the end, which is one in order. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the end of %s: %s", name(), log())
                .isTrue();
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
