package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.RefusedException;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.store.NamedStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the ids of runs and the names of backups and their files. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_ATTEMPTS = 1000;

    private Ids() {}

    /**
     * Makes the id of a run or restore: readable, sortable, and random enough.
     *
     * @param now when it begins
     * @return {@code 20261120T021500-3f9a1c}
     */
    public static String operation(Instant now) {
        return STAMP.format(now) + "-" + String.format(Locale.ROOT, "%06x", RANDOM.nextInt(1 << 24));
    }

    /**
     * Chooses the id of a backup that is free in every store.
     *
     * @param target the target's name
     * @param name the user's name for it, or {@code null} for a time stamp
     * @param startedAt when it began
     * @param stores where it must be free
     * @return the id
     * @throws IOException if a store cannot tell
     */
    static BackupId choose(String target, @Nullable String name, Instant startedAt, List<NamedStore> stores)
            throws IOException {
        if (name != null) {
            BackupId id = BackupId.named(target, name);
            if (isTaken(id, stores)) {
                throw new RefusedException(Failure.of("HF-RUN-022", "there is a backup " + id + " already")
                        .hint("Choose another name, or delete that backup first."));
            }
            return id;
        }
        BackupId first = BackupId.at(target, startedAt);
        BackupId id = first;
        for (int attempt = 2; isTaken(id, stores); attempt++) {
            if (attempt > MAX_ATTEMPTS) {
                throw new RefusedException(
                        Failure.of("HF-RUN-023", "there are " + MAX_ATTEMPTS + " backups of " + first + " already"));
            }
            id = first.retry(attempt);
        }
        return id;
    }

    private static boolean isTaken(BackupId id, List<NamedStore> stores) throws IOException {
        for (NamedStore store : stores) {
            try (Stream<ObjectStat> objects = store.store().list(BackupLayout.directory(id))) {
                if (objects.findAny().isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Makes the part that the names of a backup's data files begin with.
     *
     * @param job the job, which may have a pattern of its own
     * @param id the backup
     * @param startedAt when it began
     * @return the prefix
     */
    static String filePrefix(Job job, BackupId id, Instant startedAt) {
        String prefix = job.artifactName()
                .map(pattern -> pattern.replace("{target}", id.target())
                        .replace("{id}", id.value())
                        .replace("{date}", DATE.format(startedAt))
                        .replace("{time}", TIME.format(startedAt)))
                .orElse(id.value());
        if (prefix.indexOf('/') >= 0 || !ObjectKey.isValid(prefix)) {
            throw new ConfigurationException(
                    Failure.of("HF-RUN-051", "artifact-name gives \"" + prefix + "\", which is no file name")
                            .hint("Use letters, digits and . _ - + = @ ~ , with {target}, {id}, {date} and {time}."));
        }
        return prefix;
    }
}
