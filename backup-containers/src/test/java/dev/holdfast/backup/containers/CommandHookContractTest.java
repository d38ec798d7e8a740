package dev.holdfast.backup.containers;

import dev.holdfast.backup.testkit.contract.HookContract;
import dev.holdfast.backup.testkit.contract.HookUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** A service that runs while its file is there. */
class CommandHookContractTest extends HookContract {

    @TempDir
    Path directory;

    private final AtomicInteger worlds = new AtomicInteger();

    @Override
    protected HookUnderTest hook() throws Exception {
        Path world = Files.createDirectory(directory.resolve("world-" + worlds.incrementAndGet()));
        Path running = Files.createFile(world.resolve("running"));
        CommandHook hook = CommandHook.named("stop")
                .directory(world)
                .before("sh", "-c", "rm running && [ ! -e broken ]")
                .after("touch", "running");
        return HookUnderTest.of(hook, () -> Files.exists(running))
                .brokenBy(() -> Files.createFile(world.resolve("broken")));
    }
}
