package dev.holdfast.backup.engine;

import dev.holdfast.backup.codec.NoCompressorProvider;
import dev.holdfast.backup.codec.ZstdCompressorProvider;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.store.DirectoryStoreProvider;
import dev.holdfast.backup.testkit.EventRecorder;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.ManualClock;
import dev.holdfast.backup.testkit.MemoryArchiverProvider;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A host for the engine's tests: a store in memory, a clock that stands still, events recorded. */
final class TestHost {

    final ManualClock clock;
    final InMemoryStore local;
    final EventRecorder events = new EventRecorder();
    private final Path state;
    private final Map<String, StoreDefinition> stores = new LinkedHashMap<>();

    TestHost(Path state) {
        this.state = state;
        this.clock = ManualClock.at("2026-11-20T02:15:00Z");
        this.local = new InMemoryStore("local", clock);
        stores.put("local", local.definition());
    }

    /** The same host in another process, with its store behind something. */
    TestHost(Path state, ManualClock clock, StoreDefinition store) {
        this.state = state;
        this.clock = clock;
        this.local = new InMemoryStore("unused", clock);
        stores.put("local", store);
    }

    Path state() {
        return state;
    }

    TestHost store(String name, StoreDefinition store) {
        stores.put(name, store);
        return this;
    }

    static Job job(String name) {
        return Job.named(name).archive(ArchiveOptions.DEFAULT.format("memory").compression("none"));
    }

    BackupsBuilder builder() {
        BackupsBuilder builder = Backups.builder()
                .state(state)
                .clock(clock)
                .listener(events)
                .providers(Providers.of(
                        new NoCompressorProvider(),
                        new ZstdCompressorProvider(),
                        new MemoryArchiverProvider(),
                        new DirectoryStoreProvider()));
        stores.forEach(builder::store);
        return builder;
    }

    Backups with(Job... jobs) {
        BackupsBuilder builder = builder();
        for (Job job : jobs) {
            builder.job(job);
        }
        return builder.build();
    }
}
