package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.VerificationLevel;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.util.Objects;

/** Something that is done to stores and journals on a schedule, besides making backups. */
public sealed interface MaintenanceTask {

    /** {@return the word for it in configurations and databases; unique among the kinds} */
    String word();

    /** {@return when it is due} */
    Schedule schedule();

    /**
     * Returns the task on another schedule.
     *
     * @param other when it is due
     * @return a copy
     */
    MaintenanceTask on(Schedule other);

    /**
     * Verifies a share of the stored bytes at each run, so that all are read again and again.
     *
     * @param schedule when it is due
     * @param within in which time each backup is read once
     * @param level how far each is proven
     */
    record Verify(Schedule schedule, Duration within, VerificationLevel level) implements MaintenanceTask {

        /** The word for it. */
        public static final String WORD = "verify";
        /** In which time each backup is read once if nothing else is said. */
        public static final Duration DEFAULT_WITHIN = Duration.ofDays(30);

        private static final Duration SHORTEST = Duration.ofHours(1);
        private static final Duration LONGEST = Duration.ofDays(3660);

        /**
         * Validates what is asked for.
         *
         * @param schedule when it is due
         * @param within in which time each backup is read once, an hour to ten years
         * @param level how far each is proven: {@code STORED} or {@code DECODED}
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-007} if the time is out of bounds, {@code HF-SCH-005} for another level
         */
        public Verify {
            Objects.requireNonNull(schedule, "schedule");
            if (within.compareTo(SHORTEST) < 0 || within.compareTo(LONGEST) > 0) {
                throw ScheduleFault.of(
                        "HF-SCH-007",
                        MaintenanceSettings.WITHIN,
                        "all backups cannot be read within " + Settings.durationText(within),
                        "Write 1h to 3660d.");
            }
            if (level == VerificationLevel.RESTORED) {
                throw ScheduleFault.of(
                        "HF-SCH-005",
                        MaintenanceSettings.LEVEL,
                        "a scheduled verification does not restore",
                        "Write stored or decoded, and restore a backup into another directory from time to time.");
            }
        }

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public MaintenanceTask on(Schedule other) {
            return new Verify(other, within, level);
        }
    }

    /**
     * Drops the backups that no rule keeps.
     *
     * @param schedule when it is due
     */
    record Expire(Schedule schedule) implements MaintenanceTask {

        /** The word for it. */
        public static final String WORD = "expire";

        /**
         * Requires the schedule.
         *
         * @param schedule when it is due
         */
        public Expire {
            Objects.requireNonNull(schedule, "schedule");
        }

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public MaintenanceTask on(Schedule other) {
            return new Expire(other);
        }
    }

    /**
     * Removes what no manifest names.
     *
     * @param schedule when it is due
     */
    record Sweep(Schedule schedule) implements MaintenanceTask {

        /** The word for it. */
        public static final String WORD = "sweep";

        /**
         * Requires the schedule.
         *
         * @param schedule when it is due
         */
        public Sweep {
            Objects.requireNonNull(schedule, "schedule");
        }

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public MaintenanceTask on(Schedule other) {
            return new Sweep(other);
        }
    }

    /**
     * Ends what killed processes began.
     *
     * @param schedule when it is due
     */
    record Recover(Schedule schedule) implements MaintenanceTask {

        /** The word for it. */
        public static final String WORD = "recover";

        /**
         * Requires the schedule.
         *
         * @param schedule when it is due
         */
        public Recover {
            Objects.requireNonNull(schedule, "schedule");
        }

        @Override
        public String word() {
            return WORD;
        }

        @Override
        public MaintenanceTask on(Schedule other) {
            return new Recover(other);
        }
    }
}
