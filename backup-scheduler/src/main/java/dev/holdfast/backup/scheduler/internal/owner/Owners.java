package dev.holdfast.backup.scheduler.internal.owner;

import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import dev.holdfast.backup.scheduler.internal.db.Dialect;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that use the database: it beats, finds out who is dead, and knows whether others may think the same of it.
 *
 * <p>With PostgreSQL a process is dead when another has seen it silent for the node timeout. A process whose beats were not confirmed for three
 * quarters of that gives up all it holds by itself, without asking anybody, so before anybody can take over. With SQLite all processes are on this
 * host, and one is dead when its locked file is free; so is, with both, a process whose file is in this state directory, which saves a node that
 * starts again the wait for itself.
 *
 * <p>{@link #tick()} is for one thread; all else is thread-safe.
 */
public final class Owners {

    private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

    private final Database database;
    private final OwnerLocks locks;
    private final LongSupplier nanoTime;
    private final Duration timeout;
    private final String role;
    private final String version;
    private final Silence silence;
    private final List<Consumer<DeadOwner>> mourners = new CopyOnWriteArrayList<>();
    private final List<Runnable> chores = new CopyOnWriteArrayList<>();

    private final Object standing = new Object();
    private long generation;
    private long confirmedNanos;
    private String lostBecause = "";
    private boolean away;

    /**
     * Makes it.
     *
     * @param database the database
     * @param locks the files of this host's processes
     * @param nanoTime monotonic time
     * @param timeout how long a process may be silent before it counts as dead
     * @param role what this process does
     * @param version the version of this program
     */
    public Owners(
            Database database, OwnerLocks locks, LongSupplier nanoTime, Duration timeout, String role, String version) {
        this.database = database;
        this.locks = locks;
        this.nanoTime = nanoTime;
        this.timeout = timeout;
        this.role = role;
        this.version = version;
        this.silence = new Silence(timeout, interval().multipliedBy(3));
    }

    /** {@return how often {@link #tick()} is to be called} */
    public Duration interval() {
        return timeout.dividedBy(12);
    }

    /**
     * Adds somebody who wants to know of the dead; called on the thread of {@link #tick()} or {@link #register()}.
     *
     * @param mourner what to call
     */
    public void onDeath(Consumer<DeadOwner> mourner) {
        mourners.add(mourner);
    }

    /**
     * Adds something to do at every tick while the database answers.
     *
     * @param chore what to do; what it throws is logged
     */
    public void alsoDo(Runnable chore) {
        chores.add(chore);
    }

    /**
     * Enters this process, and ends what processes of this host left behind.
     *
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-HIS-001} if the database does not answer, {@code HF-RUN-012} if the state
     *     directory cannot be written
     */
    public void register() {
        try {
            locks.hold(database.owner());
            enter();
            buryLocal();
            if (database.dialect() == Dialect.SQLITE) {
                buryFileless();
            }
            endLeftOver();
        } catch (IOException e) {
            throw DatabaseFaults.state(locks.directory(), e);
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    private void enter() {
        long before = nanoTime.getAsLong();
        database.beating().useTransaction(handle -> {
            OwnerRows rows = new OwnerRows(handle);
            rows.enter(
                    database.owner(),
                    database.node(),
                    role,
                    version,
                    database.clock().instant());
            rows.forgetEnded(database.clock().instant());
        });
        confirmed(before);
    }

    private void confirmed(long nanos) {
        synchronized (standing) {
            confirmedNanos = nanos;
        }
    }

    /** Beats, looks for the dead, and does the chores. Never throws because the database does not answer. */
    public void tick() {
        // One that slept past its time has lost all, even if nobody has noticed yet.
        generation();
        try {
            if (database.dialect() == Dialect.POSTGRESQL) {
                beat();
                watch();
                endLeftOver();
            }
            buryLocal();
            if (away) {
                away = false;
                LOG.info("the database of schedules and history answers again");
            }
        } catch (JdbiException e) {
            silence.failed();
            if (!away) {
                away = true;
                LOG.warn("{}", DatabaseFaults.away(database.place(), e).getMessage());
            }
            return;
        } catch (IOException e) {
            LOG.warn("cannot look for processes of this host that are gone: {}", e.toString());
        }
        for (Runnable chore : chores) {
            try {
                chore.run();
            } catch (RuntimeException e) {
                LOG.debug("a chore beside the beat", e);
            }
        }
    }

    private void beat() {
        long before = nanoTime.getAsLong();
        boolean lives = database.beating().inTransaction(handle -> new OwnerRows(handle).beat(database.owner()));
        if (lives) {
            confirmed(before);
            return;
        }
        lose("another node found this one silent, and declared it dead");
        LOG.warn("another node declared this one dead; what it held is lost");
        enter();
    }

    private void watch() {
        long asked = nanoTime.getAsLong();
        List<OwnerView> others = new ArrayList<>(living());
        others.removeIf(owner -> owner.id().equals(database.owner()));
        for (OwnerView silent : silence.look(others, asked, nanoTime.getAsLong())) {
            bury(silent);
        }
    }

    private void buryLocal() throws IOException {
        Set<String> gone = locks.dead();
        if (gone.isEmpty()) {
            return;
        }
        for (OwnerView owner : living()) {
            if (gone.contains(owner.id())) {
                bury(owner);
            }
        }
        for (String id : gone) {
            locks.forget(id);
        }
    }

    /** All who use the file are of this host: one whose lock is not even there is gone, whatever removed it. */
    private void buryFileless() throws IOException {
        for (OwnerView owner : living()) {
            if (!owner.id().equals(database.owner()) && locks.isFree(owner.id())) {
                bury(owner);
            }
        }
    }

    private void endLeftOver() {
        database.beating()
                .useTransaction(handle ->
                        new OwnerRows(handle).endLeftOver(database.clock().instant()));
    }

    private void bury(OwnerView owner) {
        Optional<DeadOwner> dead = database.beating()
                .inTransaction(handle -> new OwnerRows(handle)
                        .declareDead(owner, database.clock().instant()));
        dead.ifPresent(found -> {
            if (found.runs().isEmpty()) {
                LOG.debug("a process of node {} is gone", found.node());
            } else {
                LOG.warn(
                        "a process of node {} died in the middle of {}",
                        found.node(),
                        found.runs().size() == 1 ? "a run" : found.runs().size() + " runs");
            }
            mourners.forEach(mourner -> mourner.accept(found));
        });
    }

    /** {@return the processes that live, as far as the database knows; this one is among them} */
    public List<OwnerView> living() {
        return database.beating().withHandle(handle -> new OwnerRows(handle).living());
    }

    /**
     * Tells whether a process is known to be dead, or not known at all.
     *
     * @param id its id
     * @return whether it is
     */
    public boolean isDead(String id) {
        return !database.beating().withHandle(handle -> new OwnerRows(handle).lives(id));
    }

    /**
     * Returns a number that says from when what this process holds is: it grows when all that is held is lost. Asks nobody and does not block.
     *
     * @return the number
     */
    public long generation() {
        synchronized (standing) {
            if (isSilent()) {
                lose("no beat of this node has reached the database for "
                        + Duration.ofNanos(nanoTime.getAsLong() - confirmedNanos)
                                .toSeconds() + " s");
            }
            return generation;
        }
    }

    /** {@return whether beats of this process are confirmed, so that it may take what others would lose} */
    public boolean isConfirmed() {
        synchronized (standing) {
            return !isSilent();
        }
    }

    /** {@return since when no beat was confirmed} */
    public Duration silentFor() {
        synchronized (standing) {
            return Duration.ofNanos(nanoTime.getAsLong() - confirmedNanos);
        }
    }

    private boolean isSilent() {
        return database.dialect() == Dialect.POSTGRESQL
                && nanoTime.getAsLong() - confirmedNanos > timeout.toNanos() / 4 * 3;
    }

    /** {@return why what was held was lost last; a part of a sentence} */
    public String lostBecause() {
        synchronized (standing) {
            return lostBecause;
        }
    }

    private void lose(String why) {
        synchronized (standing) {
            generation++;
            lostBecause = why;
        }
    }

    /** Leaves in order; what the database does not learn now it learns from the silence, or from the file that is free. */
    public void leave() {
        try {
            database.beating().useTransaction(handle -> new OwnerRows(handle).leave(database.owner()));
        } catch (JdbiException e) {
            LOG.debug("leaving a database that does not answer", e);
        }
        locks.release(database.owner());
    }
}
