package dev.holdfast.backup.internal.restore;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.engine.Job;
import dev.holdfast.backup.engine.RestoreOptions;
import dev.holdfast.backup.internal.run.Environment;
import dev.holdfast.backup.internal.run.Participants;
import dev.holdfast.backup.spi.HookPhase;
import java.util.List;
import java.util.Optional;

/** Finds the job whose hooks hold services still for a restore. */
final class RestoreJob {

    private RestoreJob() {}

    /**
     * Finds it: the one that is asked for; else the one that made the backup, if it still has the target; else the first that has it.
     *
     * @param environment what the host gave
     * @param options what is asked for
     * @param manifest the backup
     * @return the job, if there is one
     */
    static Optional<Job> of(Environment environment, RestoreOptions options, BackupManifest manifest) {
        if (options.job() != null) {
            return Optional.ofNullable(environment.jobs().get(options.job()));
        }
        List<Job> jobs = new Participants(environment).jobsOf(manifest.target().name());
        Optional<Job> made =
                jobs.stream().filter(job -> job.name().equals(manifest.job())).findFirst();
        return made.or(() -> jobs.stream().findFirst());
    }

    /** Tells whether a job has hooks for restores. */
    static boolean rests(Job job) {
        return job.hooks().stream().anyMatch(use -> use.during().contains(HookPhase.RESTORE));
    }
}
