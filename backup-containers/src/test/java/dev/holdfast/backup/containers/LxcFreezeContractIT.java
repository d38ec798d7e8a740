package dev.holdfast.backup.containers;

import dev.holdfast.backup.testkit.contract.HookContract;
import dev.holdfast.backup.testkit.contract.HookUnderTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class LxcFreezeContractIT extends HookContract {

    @TempDir
    Path directory;

    private final List<LxcGuests> worlds = new ArrayList<>();

    @Override
    protected HookUnderTest hook() throws Exception {
        LxcGuests guests = LxcGuests.in(directory.resolve("world-" + worlds.size()), "mail", "web");
        worlds.add(guests);
        return HookUnderTest.of(guests.fragileHook().freeze("mail", "web"), guests::states)
                .brokenBy(() -> guests.breakDown("web"));
    }

    @AfterEach
    void remove() throws Exception {
        for (LxcGuests world : worlds) {
            world.close();
        }
    }
}
