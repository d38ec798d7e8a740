package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.SettingType;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How schedules are kept and run on a node.
 *
 * @param server the PostgreSQL database of several nodes, or {@code null} for an SQLite file in the state directory
 * @param threads how many runs there are at once on this node
 * @param node the node's name, or {@code null} for one that is made up and kept in the state directory
 * @param nodeTimeout without a beat for so long, a node counts as dead
 * @param historyDays for how many days runs are remembered
 * @param historyRuns how many runs are remembered
 */
public record SchedulerSettings(
        @Nullable Server server,
        int threads,
        @Nullable String node,
        Duration nodeTimeout,
        int historyDays,
        int historyRuns) {

    private static final String DATABASE = "database";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String THREADS = "threads";
    private static final String NODE = "node";
    private static final String NODE_TIMEOUT = "node-timeout";
    private static final String HISTORY_DAYS = "history-days";
    private static final String HISTORY_RUNS = "history-runs";

    private static final int MOST_THREADS = 64;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);
    private static final int MOST_DAYS = 36_500;
    private static final int FEWEST_RUNS = 1_000;
    private static final int MOST_RUNS = 100_000_000;

    /** What holds if nothing is said: an SQLite file, two runs at once. Behind the bounds, which it is held against. */
    public static final SchedulerSettings DEFAULT =
            new SchedulerSettings(null, 2, null, Duration.ofMinutes(2), 400, 1_000_000);

    /**
     * A PostgreSQL database.
     *
     * @param url its JDBC address, without user and password
     * @param user the user, or {@code null} for the one of the process
     * @param password the password, or {@code null} for none
     */
    public record Server(
            String url, @Nullable String user, @Nullable Secret password) {

        private static final Pattern CREDENTIAL = Pattern.compile("[?&](user|password)=", Pattern.CASE_INSENSITIVE);

        /**
         * Looks at the address.
         *
         * @param url its JDBC address, without user and password
         * @param user the user, or {@code null} for the one of the process
         * @param password the password, or {@code null} for none
         * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-015} if the address is that of another kind of database, or has a user or
         *     password in it
         */
        public Server {
            if (!url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql:")) {
                // The address may have a password in it: it is not shown.
                throw ScheduleFault.of(
                        "HF-SCH-015",
                        DATABASE,
                        "the database of several nodes is no PostgreSQL",
                        "Write \"jdbc:postgresql://HOST/DATABASE\", or leave the key out for a file in the state directory.");
            }
            if (CREDENTIAL.matcher(url).find()) {
                throw ScheduleFault.of(
                        "HF-SCH-015",
                        DATABASE,
                        "the database's address has a user or password in it",
                        "Write them as user and password, beside database.");
            }
        }
    }

    /**
     * Validates all.
     *
     * @param server the PostgreSQL database of several nodes, or {@code null} for an SQLite file in the state directory
     * @param threads how many runs there are at once on this node, 1 to 64
     * @param node the node's name, or {@code null} for one that is made up and kept in the state directory
     * @param nodeTimeout without a beat for so long, a node counts as dead: 5 seconds to an hour
     * @param historyDays for how many days runs are remembered, 1 to 36,500
     * @param historyRuns how many runs are remembered, 1,000 to 100,000,000
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-013} if one is out of bounds, {@code HF-CFG-001} for a node's name that is
     *     none
     */
    public SchedulerSettings {
        Objects.requireNonNull(nodeTimeout, "nodeTimeout");
        requireWithin(THREADS, threads, 1, MOST_THREADS);
        if (node != null && !Names.isValid(node)) {
            throw ScheduleFault.of(
                    "HF-CFG-001",
                    NODE,
                    "invalid node name \"" + node + "\"",
                    "Use lower-case letters, digits and hyphens, at most " + Names.MAX_LENGTH
                            + " characters, and begin with a letter or digit.");
        }
        if (nodeTimeout.compareTo(SHORTEST_TIMEOUT) < 0 || nodeTimeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw ScheduleFault.of(
                    "HF-SCH-013",
                    NODE_TIMEOUT,
                    "a node-timeout of " + Settings.durationText(nodeTimeout) + " is out of bounds",
                    "Write 5s to 1h.");
        }
        requireWithin(HISTORY_DAYS, historyDays, 1, MOST_DAYS);
        requireWithin(HISTORY_RUNS, historyRuns, FEWEST_RUNS, MOST_RUNS);
    }

    private static void requireWithin(String setting, long value, int least, int most) {
        if (value < least || value > most) {
            throw ScheduleFault.of(
                    "HF-SCH-013",
                    setting,
                    setting + " is " + value + ", and has to be " + least + " to " + most,
                    "Write a number within these bounds.");
        }
    }

    /** {@return the settings that a scheduler has, in the order in which documents show them} */
    public static List<Setting> all() {
        return List.of(
                Setting.optional(
                        DATABASE,
                        SettingType.TEXT,
                        "The JDBC address of the PostgreSQL database that several nodes share; without it, an SQLite file in the state directory."),
                Setting.optional(USER, SettingType.TEXT, "The user of the PostgreSQL database."),
                Setting.optional(PASSWORD, SettingType.TEXT, "The user's password.")
                        .asSecret(),
                Setting.optional(THREADS, SettingType.INTEGER, "How many runs there are at once on this node: 1 to 64.")
                        .byDefault("" + DEFAULT.threads),
                Setting.optional(
                        NODE,
                        SettingType.TEXT,
                        "The node's name in the history; a random one that is kept in the state directory by default."),
                Setting.optional(
                                NODE_TIMEOUT,
                                SettingType.DURATION,
                                "Without a beat for so long, a node counts as dead, and its runs as interrupted: 5s to 1h.")
                        .byDefault("2m"),
                Setting.optional(HISTORY_DAYS, SettingType.INTEGER, "For how many days runs are remembered.")
                        .byDefault("" + DEFAULT.historyDays),
                Setting.optional(
                                HISTORY_RUNS,
                                SettingType.INTEGER,
                                "How many runs are remembered; above that, the oldest are forgotten.")
                        .byDefault("" + DEFAULT.historyRuns));
    }

    /**
     * Reads settings.
     *
     * @param settings the settings; see {@link #all()}
     * @return what they say
     * @throws dev.holdfast.backup.ConfigurationException {@code HF-SCH-005}, {@code HF-SCH-013}, {@code HF-SCH-015} or {@code HF-CFG-001}; the
     *     context names the setting
     */
    public static SchedulerSettings read(Settings settings) {
        String url = settings.text(DATABASE).orElse(null);
        for (String credential : List.of(USER, PASSWORD)) {
            if (url == null && settings.has(credential)) {
                throw ScheduleFault.of(
                        "HF-SCH-005",
                        credential,
                        credential + " goes with database",
                        "Say which database that is, or remove the key.");
            }
        }
        return new SchedulerSettings(
                url == null
                        ? null
                        : new Server(
                                url,
                                settings.text(USER).orElse(null),
                                settings.secret(PASSWORD).orElse(null)),
                number(settings, THREADS, DEFAULT.threads, MOST_THREADS),
                settings.text(NODE).orElse(null),
                settings.duration(NODE_TIMEOUT).orElse(DEFAULT.nodeTimeout),
                number(settings, HISTORY_DAYS, DEFAULT.historyDays, MOST_DAYS),
                number(settings, HISTORY_RUNS, DEFAULT.historyRuns, MOST_RUNS));
    }

    private static int number(Settings settings, String name, int byDefault, int most) {
        OptionalLong value = settings.integer(name);
        if (value.isEmpty()) {
            return byDefault;
        }
        requireWithin(name, value.getAsLong(), 1, most);
        return Math.toIntExact(value.getAsLong());
    }
}
