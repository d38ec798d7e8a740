package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.RunHistory;
import dev.holdfast.backup.testkit.ManualClock;
import dev.holdfast.backup.testkit.contract.RunHistoryContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryContractTest extends RunHistoryContract {

    @TempDir
    Path state;

    private final List<SchedulerDatabase> opened = new ArrayList<>();

    @Override
    protected RunHistory history() throws Exception {
        SchedulerDatabase database = SchedulerDatabase.sqlite(state.resolve("state-" + opened.size()))
                .clock(ManualClock.at("2026-11-20T12:00:00Z"))
                .build();
        opened.add(database);
        database.open();
        return database.history();
    }

    @AfterEach
    void close() {
        opened.forEach(SchedulerDatabase::close);
    }
}
