package dev.holdfast.backup.engine;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.VerificationLevel;
import java.util.List;
import java.util.Objects;

/**
 * What a verification found.
 *
 * @param results a result per backup and store
 */
public record VerifyReport(List<Result> results) {

    /**
     * Copies the list.
     *
     * @param results a result per backup and store
     */
    public VerifyReport {
        results = List.copyOf(results);
    }

    /** {@return whether every copy is good} */
    public boolean isGood() {
        return results.stream().allMatch(Result::isGood);
    }

    /**
     * What was found of one copy.
     *
     * @param backup the backup
     * @param store the store
     * @param level how far it was looked at
     * @param problems what is wrong; empty if it is good
     */
    public record Result(BackupId backup, String store, VerificationLevel level, List<Problem> problems) {

        /**
         * Copies the problems.
         *
         * @param backup the backup
         * @param store the store
         * @param level how far it was looked at
         * @param problems what is wrong; empty if it is good
         */
        public Result {
            Objects.requireNonNull(backup, "backup");
            Objects.requireNonNull(store, "store");
            Objects.requireNonNull(level, "level");
            problems = List.copyOf(problems);
        }

        /** {@return whether nothing is wrong} */
        public boolean isGood() {
            return problems.isEmpty();
        }
    }
}
