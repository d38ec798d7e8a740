package dev.holdfast.backup.containers;

import dev.holdfast.backup.testkit.contract.HookContract;
import dev.holdfast.backup.testkit.contract.HookUnderTest;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

/** An application that is read-only while a row says so. */
class SqlHookContractTest extends HookContract {

    @TempDir
    Path directory;

    private final AtomicInteger worlds = new AtomicInteger();

    @Override
    protected HookUnderTest hook() throws Exception {
        FlagDatabase flag = FlagDatabase.in(directory.resolve("world-" + worlds.incrementAndGet() + ".db"));
        return HookUnderTest.of(flag.hook(), flag::readOnly).brokenBy(flag::breakDown);
    }
}
