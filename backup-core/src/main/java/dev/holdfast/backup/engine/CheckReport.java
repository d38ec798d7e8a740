package dev.holdfast.backup.engine;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import java.util.List;
import java.util.Objects;

/**
 * Whether backups could work now.
 *
 * @param findings a finding per job, store, target and hook that was looked at
 */
public record CheckReport(List<Finding> findings) {

    /**
     * Copies the list.
     *
     * @param findings a finding per job, store, target and hook that was looked at
     */
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** {@return whether nothing stands against a backup} */
    public boolean isGood() {
        return findings.stream()
                .flatMap(finding -> finding.problems().stream())
                .noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /**
     * What was found of one object.
     *
     * @param object the object: {@code store local}, {@code files:uploads}, {@code hook nightly/docker}
     * @param problems what stands against a backup, or may surprise; empty if nothing does
     */
    public record Finding(String object, List<Problem> problems) {

        /**
         * Copies the problems.
         *
         * @param object the object: {@code store local}, {@code files:uploads}, {@code hook nightly/docker}
         * @param problems what stands against a backup, or may surprise; empty if nothing does
         */
        public Finding {
            Objects.requireNonNull(object, "object");
            problems = List.copyOf(problems);
        }
    }
}
