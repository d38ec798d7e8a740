package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.history.HistoryQuery;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped under what works with it, and started again. */
class DatabaseAwayTest {

    private static final Instant START = Instant.parse("2026-11-20T02:15:00Z");

    @TempDir
    Path state;

    private static LeaseRequest lease(String target) {
        return new LeaseRequest("target/" + target, LeaseMode.EXCLUSIVE, "create nightly", Duration.ZERO);
    }

    private SchedulerDatabase database(PostgresServer server, String directory) {
        return SchedulerDatabase.postgres(
                        server.url("postgres"), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                .stateDirectory(state.resolve(directory))
                .patience(Duration.ofSeconds(3))
                .build();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as(what).isNegative();
            Thread.sleep(20);
        }
    }

    @Test
    void a_run_goes_on_and_is_remembered_afterwards_and_nothing_new_begins_meanwhile() throws Exception {
        try (PostgresServer server = PostgresServer.start();
                SchedulerDatabase database = database(server, "one");
                SchedulerDatabase late = database(server, "two")) {
            RunRecord run = RunRecord.begun("r-1", RunKind.BACKUP, "nightly", RunCause.HOST, START);
            database.open();
            database.history().record(run);
            Lease held = database.leases().orElseThrow().acquire(lease("orders"));
            server.stop();

            assertThat(held.renew()).isTrue();
            assertThat(held.confirm()).as("whether it may commit").isTrue();
            database.history().record(run.ended(RunState.SUCCEEDED, START, List.of(), List.of(), List.of()));
            LeaseException refused = catchThrowableOfType(
                    LeaseException.class, () -> database.leases().orElseThrow().acquire(lease("uploads")));
            assertThat(refused.code()).isEqualTo("HF-LEA-005");
            assertThat(refused.retryStatus()).isEqualTo(RetryStatus.LATER);
            assertThat(catchThrowableOfType(
                                    LeaseException.class,
                                    () -> late.leases().orElseThrow().acquire(lease("uploads")))
                            .code())
                    .isEqualTo("HF-LEA-005");
            assertThat(catchThrowableOfType(ConfigurationException.class, late::open)
                            .code())
                    .isEqualTo("HF-HIS-001");
            assertThat(catchThrowableOfType(
                                    ConfigurationException.class,
                                    () -> database.history().page(HistoryQuery.ALL))
                            .code())
                    .isEqualTo("HF-HIS-001");

            server.restart();

            late.open();
            await(
                    "the end of the run to be remembered",
                    () -> late.history()
                            .find("r-1")
                            .filter(found -> found.state() == RunState.SUCCEEDED)
                            .isPresent());
            assertThat(held.confirm()).isTrue();
            held.close();
            late.leases().orElseThrow().acquire(lease("orders")).close();
        }
    }
}
