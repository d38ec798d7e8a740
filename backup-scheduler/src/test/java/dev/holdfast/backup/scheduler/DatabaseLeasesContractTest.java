package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.LeaseService;
import dev.holdfast.backup.testkit.PostgresServer;
import dev.holdfast.backup.testkit.contract.LeaseServiceContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class DatabaseLeasesContractTest extends LeaseServiceContract {

    @TempDir
    Path state;

    private final PostgresServer server = PostgresServer.shared();
    private final String name = server.createDatabase();
    private final List<SchedulerDatabase> opened = new ArrayList<>();

    @Override
    protected LeaseService leases() {
        SchedulerDatabase database = SchedulerDatabase.postgres(
                        server.url(name), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                .stateDirectory(state.resolve("node-" + opened.size()))
                .build();
        opened.add(database);
        return database.leases().orElseThrow();
    }

    @AfterEach
    void close() {
        opened.forEach(SchedulerDatabase::close);
    }
}
