package dev.holdfast.backup.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.LeaseException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.history.RunCause;
import dev.holdfast.backup.history.RunKind;
import dev.holdfast.backup.history.RunRecord;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.lease.DatabaseLeases;
import dev.holdfast.backup.scheduler.internal.owner.DeadOwner;
import dev.holdfast.backup.scheduler.internal.owner.OwnerLocks;
import dev.holdfast.backup.scheduler.internal.owner.OwnerView;
import dev.holdfast.backup.scheduler.internal.owner.Owners;
import dev.holdfast.backup.scheduler.internal.store.RunRows;
import dev.holdfast.backup.spi.Lease;
import dev.holdfast.backup.spi.LeaseMode;
import dev.holdfast.backup.spi.LeaseRequest;
import dev.holdfast.backup.testkit.ManualClock;
import dev.holdfast.backup.testkit.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL, whose monotonic times are stepped; nothing waits. */
class DeadOwnersTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final LeaseRequest ORDERS =
            new LeaseRequest("target/orders", LeaseMode.EXCLUSIVE, "create nightly", Duration.ZERO);

    @TempDir
    Path state;

    private final PostgresServer server = PostgresServer.shared();
    private final String name = server.createDatabase();
    private final List<Node> nodes = new ArrayList<>();

    private final class Node {
        final SteppedNanos nanos;
        final ManualClock clock;
        final SchedulerDatabase opened;
        final Database database;
        final Owners owners;
        final DatabaseLeases leases;
        final List<DeadOwner> dead = new ArrayList<>();

        Node(String node, SteppedNanos nanos, String time, Path directory) {
            this.nanos = nanos;
            this.clock = ManualClock.at(time);
            this.opened = SchedulerDatabase.postgres(
                            server.url(name), PostgresServer.USER, Secret.of(PostgresServer.PASSWORD))
                    .stateDirectory(directory)
                    .node(node)
                    .clock(clock)
                    .build();
            try {
                this.database = opened.opened();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            this.owners = owners(database, directory, nanos);
            owners.onDeath(dead::add);
            owners.register();
            this.leases = new DatabaseLeases(database, owners);
            nodes.add(this);
        }

        private static Owners owners(Database database, Path directory, LongSupplier nanos) {
            return new Owners(database, OwnerLocks.of(directory), nanos, TIMEOUT, "serve", "1");
        }

        void step() {
            nanos.advance(STEP);
            owners.tick();
        }

        String state(String run) {
            return server.sql(name, "SELECT state FROM holdfast_run WHERE run = '" + run + "'");
        }

        void begin(String run) {
            RunRecord record = RunRecord.begun(run, RunKind.BACKUP, "nightly", RunCause.HOST, clock.instant())
                    .on(database.node());
            database.writing().useTransaction(handle -> new RunRows(handle).put(record, database.owner()));
        }
    }

    private Node one() {
        return new Node("one", new SteppedNanos(), "2026-11-20T02:15:00Z", state.resolve("one"));
    }

    /** Its wall clock is five hours off, which must not matter. */
    private Node two() {
        return new Node("two", new SteppedNanos(), "2026-11-20T07:15:00Z", state.resolve("two"));
    }

    @AfterEach
    void close() {
        for (Node node : nodes) {
            node.owners.leave();
            node.opened.close();
        }
    }

    @Test
    void a_node_that_falls_silent_is_dead_after_the_timeout_and_its_runs_are_interrupted() throws Exception {
        Node one = one();
        Node two = two();
        one.begin("r-1");
        Lease held = one.leases.acquire(ORDERS);
        two.owners.tick();

        for (int i = 0; i < 11; i++) {
            two.step();
        }
        assertThat(two.dead).isEmpty();
        assertThatThrownBy(() -> two.leases.acquire(ORDERS))
                .isInstanceOf(LeaseException.class)
                .hasMessageContaining("node one (create nightly)");
        assertThat(two.owners.isDead(one.database.owner())).isFalse();

        two.step();
        assertThat(two.dead).hasSize(1);
        assertThat(two.dead.get(0).node()).isEqualTo("one");
        assertThat(two.dead.get(0).runs()).extracting(RunRecord::id).containsExactly("r-1");
        assertThat(two.owners.isDead(one.database.owner())).isTrue();
        assertThat(one.state("r-1")).isEqualTo("INTERRUPTED");
        try (Lease taken = two.leases.acquire(ORDERS)) {
            assertThat(taken.fence()).isGreaterThan(held.fence());
            assertThat(held.confirm()).isFalse();
            assertThat(held.lostBecause()).contains("took over");
            assertThat(taken.confirm()).isTrue();
        }
    }

    @Test
    void what_a_node_begins_that_does_not_know_yet_that_it_counts_as_dead_is_interrupted_too() {
        Node one = one();
        Node two = two();
        two.owners.tick();
        for (int i = 0; i < 12; i++) {
            two.step();
        }
        assertThat(two.dead).hasSize(1);
        one.begin("r-1");

        two.step();
        assertThat(one.state("r-1")).isEqualTo("INTERRUPTED");

        // It lived all the time, and says how its next run ends.
        one.owners.tick();
        one.begin("r-2");
        two.step();
        assertThat(one.state("r-2")).isEqualTo("RUNNING");
    }

    @Test
    void a_node_that_beats_now_and_then_lives() {
        Node one = one();
        Node two = two();

        for (int i = 0; i < 50; i++) {
            two.step();
            if (i % 10 == 0) {
                one.owners.tick();
            }
        }

        assertThat(two.dead).isEmpty();
    }

    @Test
    void who_cannot_beat_loses_its_leases_by_itself_before_anybody_may_take_over() throws Exception {
        Node one = one();
        Node two = two();
        Lease held = one.leases.acquire(ORDERS);
        two.owners.tick();

        for (int i = 0; i < 9; i++) {
            one.nanos.advance(STEP);
            two.step();
        }
        assertThat(held.renew()).as("after three quarters of the timeout").isTrue();
        one.nanos.advance(Duration.ofMillis(1));

        assertThat(held.renew()).as("beyond them").isFalse();
        assertThat(held.lostBecause()).contains("no beat of this node has reached the database for 90 s");
        assertThat(two.dead).as("what others think then").isEmpty();
        assertThatThrownBy(() -> one.leases.acquire(ORDERS))
                .isInstanceOfSatisfying(
                        LeaseException.class, e -> assertThat(e.code()).isEqualTo("HF-LEA-004"));
    }

    @Test
    void a_lease_that_was_lost_stays_lost_when_beats_arrive_again_and_a_new_one_can_be_had() throws Exception {
        Node one = one();
        Lease held = one.leases.acquire(ORDERS);
        one.nanos.advance(Duration.ofSeconds(100));

        one.owners.tick();

        assertThat(held.renew()).isFalse();
        assertThat(held.confirm()).isFalse();
        held.close();
        try (Lease again = one.leases.acquire(ORDERS)) {
            assertThat(again.renew()).isTrue();
            assertThat(again.fence()).isGreaterThan(held.fence());
        }
    }

    @Test
    void a_node_that_was_declared_dead_learns_it_with_its_next_beat_and_lives_again_with_nothing() throws Exception {
        Node one = one();
        Node two = two();
        Lease held = one.leases.acquire(ORDERS);
        two.owners.tick();
        for (int i = 0; i < 12; i++) {
            two.step();
        }
        assertThat(two.dead).hasSize(1);
        assertThatThrownBy(() -> one.leases.acquire(ORDERS))
                .isInstanceOfSatisfying(
                        LeaseException.class, e -> assertThat(e.code()).isEqualTo("HF-LEA-004"));

        one.owners.tick();

        assertThat(held.renew()).isFalse();
        assertThat(held.lostBecause()).contains("declared it dead");
        assertThat(two.owners.isDead(one.database.owner())).isFalse();
        one.leases.acquire(ORDERS).close();
    }

    @Test
    void a_database_that_was_away_for_all_makes_nobody_dead() {
        Node one = one();
        Node two = two();
        two.owners.tick();
        for (int i = 0; i < 8; i++) {
            two.step();
        }
        server.sql(name, "ALTER TABLE holdfast_owner RENAME TO holdfast_away");
        for (int i = 0; i < 30; i++) {
            two.step();
        }
        server.sql(name, "ALTER TABLE holdfast_away RENAME TO holdfast_owner");

        for (int i = 0; i < 11; i++) {
            two.step();
        }
        assertThat(two.dead).isEmpty();
        one.owners.tick();
        for (int i = 0; i < 12; i++) {
            two.step();
        }
        assertThat(two.dead).isEmpty();
        two.step();
        assertThat(two.dead).hasSize(1);
    }

    @Test
    void a_pause_of_the_one_who_looks_makes_nobody_dead() {
        one();
        Node two = two();
        two.owners.tick();

        two.nanos.advance(Duration.ofHours(3));
        two.owners.tick();

        assertThat(two.dead).isEmpty();
    }

    @Test
    void a_lease_that_cannot_be_given_back_is_given_back_with_a_later_beat() throws Exception {
        Node one = one();
        Node two = two();
        Lease held = one.leases.acquire(ORDERS);
        server.sql(name, "ALTER TABLE holdfast_lease RENAME TO holdfast_away");
        held.close();
        server.sql(name, "ALTER TABLE holdfast_away RENAME TO holdfast_lease");
        assertThatThrownBy(() -> two.leases.acquire(ORDERS)).isInstanceOf(LeaseException.class);

        one.owners.tick();

        two.leases.acquire(ORDERS).close();
    }

    @Test
    void a_commit_during_which_the_database_is_away_goes_by_the_beats() throws Exception {
        Node one = one();
        Lease held = one.leases.acquire(ORDERS);
        server.sql(name, "ALTER TABLE holdfast_lease RENAME TO holdfast_away");
        assertThat(held.confirm()).isTrue();
        one.nanos.advance(Duration.ofSeconds(91));
        assertThat(held.confirm()).isFalse();
        server.sql(name, "ALTER TABLE holdfast_away RENAME TO holdfast_lease");
    }

    @Test
    void a_process_of_this_host_that_is_gone_is_dead_at_once() throws Exception {
        Node one = one();
        one.begin("r-1");
        one.leases.acquire(ORDERS);
        // What a kill leaves: the file is there, and nobody holds its lock.
        OwnerLocks.of(state.resolve("one")).release(one.database.owner());
        java.nio.file.Files.createFile(state.resolve("one").resolve("owners").resolve(one.database.owner() + ".lock"));

        Node again = new Node("one", new SteppedNanos(), "2026-11-20T02:16:00Z", state.resolve("one"));

        assertThat(again.dead).extracting(DeadOwner::id).containsExactly(one.database.owner());
        assertThat(one.state("r-1")).isEqualTo("INTERRUPTED");
        again.leases.acquire(ORDERS).close();
        assertThat(lockFiles()).containsExactly(again.database.owner() + ".lock");
    }

    private List<String> lockFiles() {
        try (var files = java.nio.file.Files.list(state.resolve("one").resolve("owners"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void what_a_dead_process_had_picked_is_free_and_it_cannot_say_when_that_is_due_next() {
        Node one = one();
        Node two = two();
        server.sql(
                name,
                "INSERT INTO holdfast_task (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)"
                        + " VALUES ('t', 'nightly', now(), true, '" + one.database.owner() + "', now(), 7)");
        two.owners.tick();
        for (int i = 0; i < 12; i++) {
            two.step();
        }
        assertThat(server.sql(name, "SELECT picked, picked_by, version FROM holdfast_task"))
                .isEqualTo("f||8");
    }

    @Test
    void who_leaves_in_order_is_not_missed() {
        Node one = one();
        Node two = two();
        assertThat(two.owners.living()).extracting(OwnerView::node).containsExactly("one", "two");

        one.owners.leave();

        assertThat(two.owners.living()).extracting(OwnerView::node).containsExactly("two");
        assertThat(lockFiles()).isEmpty();
    }
}
