package dev.holdfast.backup.containers;

import dev.holdfast.backup.engine.Backups;
import dev.holdfast.backup.engine.BackupsBuilder;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.store.DirectoryStore;
import dev.holdfast.backup.testkit.ScriptedTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A process that runs a job around containers, to be killed. */
final class KilledHolder {

    /** What it says when it begins. */
    static final String BEGUN = "begun";

    private KilledHolder() {}

    /** Arguments: the directory for state and store, the engine's endpoint, {@code stop}, {@code pause} or {@code exec}, and the containers. */
    public static void main(String[] arguments) throws InterruptedException {
        DockerHook hook = DockerHook.named("hold").host(arguments[1]).stopTimeout(Duration.ofSeconds(2));
        String[] containers = Arrays.copyOfRange(arguments, 3, arguments.length);
        ScriptedTarget target = ScriptedTarget.named("orders")
                .onCapture(ScriptedTarget.artifact("data", new byte[] {1}))
                .onCapture((sink, context) -> TimeUnit.MILLISECONDS.sleep(500));
        Job job = Job.named("nightly")
                .protect(target.definition())
                .around(
                        switch (arguments[2]) {
                            case "stop" -> hook.stop(containers);
                            case "pause" -> hook.pause(containers);
                            default ->
                                hook.exec(containers[0]).before("sleep", "4715").after("touch", "/tmp/back");
                        });
        try (Backups backups = at(Path.of(arguments[0])).job(job).build()) {
            System.out.println(BEGUN);
            backups.run("nightly").orThrow();
        }
    }

    private static BackupsBuilder at(Path directory) {
        return Backups.builder()
                .state(directory.resolve("state"))
                .store("local", DirectoryStore.at(directory.resolve("store")));
    }

    /** {@return an engine with the same state directory that knows neither the job nor the hook} */
    static Backups stranger(Path directory) {
        return at(directory).build();
    }

    /** Starts it. */
    static Process start(Path directory, String host, String act, String... containers) throws IOException {
        String[] command = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            KilledHolder.class.getName(),
            directory.toString(),
            host,
            act
        };
        String[] all = Arrays.copyOf(command, command.length + containers.length);
        System.arraycopy(containers, 0, all, command.length, containers.length);
        return new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()))
                .start();
    }
}
