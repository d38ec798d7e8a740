package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

class SqliteDatabaseTest extends DatabaseContract {

    @Override
    SchedulerDatabase.Builder builder(Path stateDirectory) {
        // The file is found by the state directory: another process of the host has the same.
        return SchedulerDatabase.sqlite(state);
    }

    @Test
    void its_files_are_for_their_owner_alone() throws Exception {
        try (SchedulerDatabase database =
                SchedulerDatabase.sqlite(state.resolve("fresh")).build()) {
            // The file beside it is there while somebody has a connection.
            database.opened().writing().useHandle(handle -> {
                handle.execute("PRAGMA user_version");
                for (String name : List.of("history.db", "history.db-wal", "node")) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                                    state.resolve("fresh").resolve(name))))
                            .as(name)
                            .isEqualTo("rw-------");
                }
            });
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("fresh"))))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void it_is_safe_from_power_cuts_and_gives_space_back() throws Exception {
        try (SchedulerDatabase database =
                SchedulerDatabase.sqlite(state.resolve("fresh")).build()) {
            List<String> pragmas = database.opened()
                    .writing()
                    .withHandle(handle -> List.of(
                            handle.select("PRAGMA journal_mode")
                                    .mapTo(String.class)
                                    .one(),
                            handle.select("PRAGMA synchronous")
                                    .mapTo(String.class)
                                    .one(),
                            handle.select("PRAGMA auto_vacuum")
                                    .mapTo(String.class)
                                    .one()));
            assertThat(pragmas).containsExactly("wal", "2", "2");
        }
    }

    @Test
    void a_node_without_a_name_keeps_the_one_that_was_made_up() throws Exception {
        String first;
        try (SchedulerDatabase database =
                SchedulerDatabase.sqlite(state.resolve("fresh")).build()) {
            first = database.opened().node();
        }
        try (SchedulerDatabase database =
                SchedulerDatabase.sqlite(state.resolve("fresh")).build()) {
            assertThat(database.opened().node()).isEqualTo(first).matches("node-[0-9a-f]{8}");
        }
    }
}
