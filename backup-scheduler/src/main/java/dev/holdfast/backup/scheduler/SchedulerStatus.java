package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a scheduler stands.
 *
 * @param state what it does
 * @param pausedBy who paused all, or {@code null} if all is not paused
 * @param running how many runs go on here because they were due
 * @param database what people know the database by; empty while it is not open
 * @param node this node's name; empty while the database is not open
 * @param nodes all processes that use the database, this one included
 * @param problems what one should know: that the database does not answer, that nodes differ
 */
public record SchedulerStatus(
        State state,
        @Nullable String pausedBy,
        int running,
        String database,
        String node,
        List<Node> nodes,
        List<Problem> problems) {

    /** What a scheduler does. */
    public enum State {
        /** It was not started, or was stopped. */
        STOPPED,
        /** It was started and waits for the database. */
        WAITING,
        /** It runs what is due. */
        RUNNING
    }

    /**
     * A process that uses the database.
     *
     * @param name its node's name
     * @param role what it does: {@code serve}, {@code command}, {@code host}
     * @param startedAt when it began to use the database
     * @param version the version of its program; empty if it is not known
     */
    public record Node(String name, String role, Instant startedAt, String version) {}

    /**
     * Copies the lists and requires the rest.
     *
     * @param state what it does
     * @param pausedBy who paused all, or {@code null}
     * @param running how many runs go on here because they were due
     * @param database what people know the database by, or empty
     * @param node this node's name, or empty
     * @param nodes all processes that use the database
     * @param problems what one should know
     */
    public SchedulerStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(node, "node");
        nodes = List.copyOf(nodes);
        problems = List.copyOf(problems);
    }
}
