package dev.holdfast.backup.containers;

import dev.holdfast.backup.testkit.contract.HookContract;
import dev.holdfast.backup.testkit.contract.HookUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class SystemdHookContractTest extends HookContract {

    @TempDir
    Path directory;

    private final AtomicInteger worlds = new AtomicInteger();

    @Override
    protected HookUnderTest hook() throws Exception {
        Path world = Files.createDirectory(directory.resolve("world-" + worlds.incrementAndGet()));
        UnitFiles units = UnitFiles.in(world, "shop.service", "worker.service");
        SystemdHook hook =
                SystemdHook.named("services").command(units.command()).stop("shop.service", "worker.service");
        // Broken when it is to be stopped; it still runs then, and its undo has nothing to start.
        return HookUnderTest.of(hook, units::running).brokenBy(() -> units.breaks("worker.service"));
    }
}
