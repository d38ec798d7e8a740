package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Path;

class PostgresDatabaseTest extends DatabaseContract {

    private final PostgresServer server = PostgresServer.shared();
    private final String name = server.createDatabase();

    @Override
    SchedulerDatabase.Builder builder(Path stateDirectory) {
        return SchedulerDatabase.postgres(server.url(name), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                .stateDirectory(stateDirectory);
    }
}
