package dev.holdfast.backup.scheduler.internal.engine;

import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.scheduler.internal.db.Database;
import dev.holdfast.backup.scheduler.internal.db.DatabaseFaults;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.JdbiException;

/** Which jobs each node has, and what they mean there: so that a node can say that another one means something else by a name. Thread-safe. */
public final class OwnerJobs {

    private final Database database;

    /**
     * Makes it.
     *
     * @param database the database
     */
    public OwnerJobs(Database database) {
        this.database = database;
    }

    /**
     * Says which jobs this process has.
     *
     * @param jobs the jobs
     */
    public void say(List<Job> jobs) {
        try {
            database.writing().useTransaction(handle -> {
                handle.createUpdate("DELETE FROM holdfast_owner_job WHERE owner = :owner")
                        .bind("owner", database.owner())
                        .execute();
                for (Job job : jobs) {
                    handle.createUpdate(
                                    "INSERT INTO holdfast_owner_job (owner, job, digest) VALUES (:owner, :job, :digest)")
                            .bind("owner", database.owner())
                            .bind("job", job.name())
                            .bind("digest", digest(job))
                            .execute();
                }
            });
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    /** {@return the names of all jobs that a living process has} */
    public Set<String> known() {
        try {
            return database.reading()
                    .withHandle(handle -> handle.createQuery("SELECT DISTINCT j.job FROM holdfast_owner_job j"
                                    + " JOIN holdfast_owner o ON o.id = j.owner WHERE o.ended = 0")
                            .mapTo(String.class)
                            .set());
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    /**
     * A job that two nodes configure differently.
     *
     * @param job the job's name
     * @param node the other node
     */
    public record Difference(String job, String node) {}

    /** {@return the jobs of this process that another living one means something else by} */
    public List<Difference> differences() {
        try {
            return database.reading()
                    .withHandle(handle -> handle.createQuery("SELECT DISTINCT other.job AS job, o.node AS node"
                                    + " FROM holdfast_owner_job mine"
                                    + " JOIN holdfast_owner_job other ON other.job = mine.job AND other.digest <> mine.digest"
                                    + " JOIN holdfast_owner o ON o.id = other.owner AND o.ended = 0"
                                    + " WHERE mine.owner = :owner ORDER BY other.job, o.node")
                            .bind("owner", database.owner())
                            .map((row, context) -> new Difference(row.getString("job"), row.getString("node")))
                            .list());
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    /**
     * A job that two living processes configure differently, whoever asks.
     *
     * @param job the job's name
     * @param node the node of one
     * @param other the node of the other
     */
    public record Disagreement(String job, String node, String other) {}

    /** {@return the jobs that two living processes mean different things by} */
    public List<Disagreement> disagreements() {
        try {
            return database.reading()
                    .withHandle(handle -> handle.createQuery(
                                    "SELECT DISTINCT one.job AS job, a.node AS node, b.node AS other"
                                            + " FROM holdfast_owner_job one"
                                            + " JOIN holdfast_owner_job two ON two.job = one.job AND two.digest <> one.digest"
                                            + " JOIN holdfast_owner a ON a.id = one.owner AND a.ended = 0"
                                            + " JOIN holdfast_owner b ON b.id = two.owner AND b.ended = 0"
                                            + " WHERE a.node < b.node OR (a.node = b.node AND a.id < b.id)"
                                            + " ORDER BY one.job, a.node, b.node")
                            .map((row, context) -> new Disagreement(
                                    row.getString("job"), row.getString("node"), row.getString("other")))
                            .list());
        } catch (JdbiException e) {
            throw DatabaseFaults.away(database.place(), e);
        }
    }

    /** Of all that says what a job does; secrets are told apart by where they come from, not by their value. */
    private static String digest(Job job) {
        StringBuilder text = new StringBuilder();
        job.targets()
                .forEach(target ->
                        text.append(target.id()).append(target.settings()).append('\n'));
        text.append(job.stores()).append('\n');
        job.hooks()
                .forEach(hook -> text.append(hook.hook().name())
                        .append(hook.hook().type())
                        .append(hook.hook().settings())
                        .append(hook.timeout())
                        .append(hook.maxPause())
                        .append('\n'));
        text.append(job.verification()).append(job.timeout()).append('\n');
        text.append(new TreeMap<>(job.labels())).append('\n');
        text.append(job.archive()).append('\n');
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
