package dev.holdfast.backup.postgres.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.postgres.PostgresTarget;
import dev.holdfast.backup.postgres.TestServer;
import dev.holdfast.backup.postgres.Worlds;
import dev.holdfast.backup.testkit.MemoryBackup;
import dev.holdfast.backup.testkit.TestRunContext;
import java.sql.Connection;
import org.junit.jupiter.api.Test;

/**
 * The security labels of a database. No package of Debian has a provider of labels that runs everywhere, so a label is written into the catalog
 * here; setting one takes its provider, which is not there.
 */
class SecurityLabelTest {

    @Test
    void labels_are_given_to_the_copy_and_one_whose_provider_is_missing_stops_the_restore_before_the_swap()
            throws Exception {
        TestServer server = TestServer.shared();
        server.fresh("labelled");
        server.sql("labelled", "CREATE TABLE t (v int)", "INSERT INTO t VALUES (1)");
        server.sql(
                "postgres",
                "SET allow_system_table_mods = on",
                "INSERT INTO pg_shseclabel (objoid, classoid, provider, label)"
                        + " SELECT oid, 'pg_database'::regclass, 'guards', 'it''s secret' FROM pg_database"
                        + " WHERE datname = 'labelled'");
        PostgresTarget target = Worlds.target(server, "labelled");
        try (MemoryBackup backup = Worlds.capture(target);
                TestRunContext context = new TestRunContext().pool(2)) {
            try (Connection connection = server.connect("postgres", TestServer.USER)) {
                DatabaseProfile live =
                        DatabaseProfile.byName(connection, "labelled").orElseThrow();
                assertThat(CarriedSettings.commands(connection, live, "copy"))
                        .contains("SECURITY LABEL FOR \"guards\" ON DATABASE \"copy\" IS 'it''s secret'");
            }
            BackupException refused =
                    catchThrowableOfType(BackupException.class, () -> Worlds.restore(target, backup.reader(), context));
            assertThat(refused.getMessage()).contains("guards");
            Worlds.undo(target, context);
            assertThat(server.databases()).noneMatch(name -> name.startsWith("labelled_"));
            assertThat(server.ask("labelled", "SELECT count(*) FROM t")).isEqualTo("1");
        } finally {
            server.sql(
                    "postgres",
                    "SET allow_system_table_mods = on",
                    "DELETE FROM pg_shseclabel WHERE provider = 'guards'");
            server.drop("labelled");
        }
    }
}
