package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import dev.holdfast.backup.scheduler.internal.owner.OwnerLocks;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.testkit.PostgresServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real process that is killed in a run, and the one that comes after it on the same host. */
class KilledProcessTest {

    private static final LeaseRequest ORDERS =
            new LeaseRequest("target/orders", LeaseMode.EXCLUSIVE, "create nightly", Duration.ZERO);

    @TempDir
    Path state;

    private static SchedulerDatabase database(Path directory, String url) {
        SchedulerDatabase.Builder builder = url.isEmpty()
                ? SchedulerDatabase.sqlite(directory)
                : SchedulerDatabase.postgres(url, PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                        .stateDirectory(directory);
        return builder.node("one").build();
    }

    @ParameterizedTest
    @EnumSource
    void the_next_process_of_the_host_knows_at_once_that_it_is_dead(Dialect dialect) throws Exception {
        String url = "";
        if (dialect == Dialect.POSTGRESQL) {
            PostgresServer server = PostgresServer.shared();
            url = server.url(server.createDatabase());
        }
        Process other = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        state.toString(),
                        url))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (SchedulerDatabase database = database(state, url)) {
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).isEqualTo("held");
            assertThat(database.history().page(HistoryQuery.ALL).runs())
                    .extracting(RunRecord::state)
                    .containsExactly(RunState.RUNNING);
            if (dialect == Dialect.POSTGRESQL) {
                assertThatThrownBy(() -> database.leases().orElseThrow().acquire(ORDERS))
                        .isInstanceOf(LeaseException.class)
                        .hasMessageContaining("node one (create nightly)");
            }
        } finally {
            other.destroyForcibly().waitFor();
        }

        try (SchedulerDatabase next = database(state, url)) {
            next.history().recover();
            RunRecord found = next.history().page(HistoryQuery.ALL).runs().get(0);
            assertThat(found.state()).isEqualTo(RunState.INTERRUPTED);
            assertThat(found.problems().get(0).code()).isEqualTo("HF-SCH-021");
            if (dialect == Dialect.POSTGRESQL) {
                next.leases().orElseThrow().acquire(ORDERS).close();
            }
        }
    }

    @Test
    void a_process_whose_file_was_removed_is_dead_too() throws Exception {
        try (SchedulerDatabase dead = database(state, "")) {
            dead.history().record(RunRecord.begun("r-1", RunKind.BACKUP, "nightly", RunCause.HOST, Instant.now()));
            assertThat(dead.history().find("r-1").map(RunRecord::state)).contains(RunState.RUNNING);
            OwnerLocks.of(state).release(dead.opened().owner());
            assertThat(state.resolve("owners")).isEmptyDirectory();

            try (SchedulerDatabase next = database(state, "")) {
                next.history().recover();
                assertThat(next.history().find("r-1").map(RunRecord::state)).contains(RunState.INTERRUPTED);
            }
        }
    }

    /** Begins a run, and holds a lease where there are any, until it is killed. */
    static final class Victim {
        public static void main(String[] arguments) throws Exception {
            SchedulerDatabase database = database(Path.of(arguments[0]), arguments[1]);
            database.open();
            database.history().record(RunRecord.begun("r-1", RunKind.BACKUP, "nightly", RunCause.HOST, Instant.now()));
            // A beginning is written soon; who looks it up waits for that.
            assertThat(database.history().find("r-1")).isPresent();
            if (database.leases().isPresent()) {
                Lease lease = database.leases().get().acquire(ORDERS);
                assertThat(lease.renew()).isTrue();
            }
            System.out.println("held");
            System.in.read();
        }
    }
}
