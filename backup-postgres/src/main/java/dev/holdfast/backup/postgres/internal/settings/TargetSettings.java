package dev.holdfast.backup.postgres.internal.settings;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.postgres.CountRows;
import dev.holdfast.backup.postgres.DumpFormat;
import dev.holdfast.backup.postgres.Globals;
import dev.holdfast.backup.postgres.internal.client.ClientChoice;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.spi.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What the settings of a target say; valid.
 *
 * @param connection where the database is
 * @param hasPlace whether the settings say where it is at all
 * @param client which tools
 * @param format the form of the dump
 * @param jobs how many dump at once
 * @param tables which schemas and tables
 * @param globals whether roles are kept
 * @param lockTimeout how long to wait for a locked table
 * @param countRows which rows to count
 * @param countLimit how many bytes to read for it
 * @param extraArguments further arguments of {@code pg_dump}
 * @param allDatabases whether each database is a target of its own
 * @param excludeDatabases patterns of databases to leave out then
 */
public record TargetSettings(
        ConnectionSettings connection,
        boolean hasPlace,
        ClientChoice client,
        DumpFormat format,
        int jobs,
        TableSelection tables,
        Globals globals,
        Duration lockTimeout,
        CountRows countRows,
        long countLimit,
        List<String> extraArguments,
        boolean allDatabases,
        List<String> excludeDatabases) {

    private static final long COUNT_LIMIT = 20L << 30;
    private static final Duration LOCK_TIMEOUT = Duration.ofMinutes(5);
    private static final int MAX_JOBS = 64;

    /** Validates what has to fit together. */
    public TargetSettings {
        Objects.requireNonNull(connection, "connection");
        extraArguments = List.copyOf(extraArguments);
        excludeDatabases = List.copyOf(excludeDatabases);
        ExtraArguments.check(extraArguments);
        if (jobs < 1 || jobs > MAX_JOBS) {
            throw misfit(
                    "jobs is " + jobs + ", and not between 1 and " + MAX_JOBS, "Give a number that the server bears.");
        }
        if (jobs > 1 && format != DumpFormat.DIRECTORY) {
            throw misfit(
                    "jobs is " + jobs + ", and the format is " + format.word(),
                    "Only the format directory is dumped by several jobs; compression is parallel with every format.");
        }
        if (!excludeDatabases.isEmpty() && !allDatabases) {
            throw misfit(
                    "exclude-databases is given, and databases is not all", "Set databases: all, or leave it out.");
        }
    }

    /**
     * Reads settings.
     *
     * @param settings of a target
     * @return what they say
     * @throws ConfigurationException {@code HF-PG-001} to {@code HF-PG-005} if they do not fit together
     */
    public static TargetSettings of(Settings settings) {
        return new TargetSettings(
                ConnectionSettings.of(settings),
                settings.has(ConnectionSettings.URL)
                        || settings.has(ConnectionSettings.DATABASE)
                        || settings.has(ConnectionSettings.SERVICE)
                        || settings.has(ConnectionSettings.HOST),
                ClientChoice.of(settings),
                choice(settings, "format", DumpFormat.values(), DumpFormat::word, DumpFormat.CUSTOM),
                Math.toIntExact(Math.min(settings.integer("jobs").orElse(1), Integer.MAX_VALUE)),
                TableSelection.of(settings),
                choice(settings, "globals", Globals.values(), Globals::word, Globals.AUTO),
                settings.duration("lock-timeout").orElse(LOCK_TIMEOUT),
                choice(settings, "count-rows", CountRows.values(), CountRows::word, CountRows.ALL),
                settings.size("count-limit").orElse(COUNT_LIMIT),
                settings.texts("extra-arguments"),
                choice(settings, "databases", new String[] {"one", "all"}, word -> word, "one")
                        .equals("all"),
                settings.texts("exclude-databases"));
    }

    private static <T> T choice(Settings settings, String name, T[] values, Function<T, String> word, T byDefault) {
        String text = settings.text(name).orElse(word.apply(byDefault));
        List<String> words = Arrays.stream(values).map(word).toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw new ConfigurationException(
                    Failure.of("HF-CFG-010", "setting " + name + " is not one of " + String.join(", ", words))
                            .with("setting", name));
        }
        return values[index];
    }

    private static ConfigurationException misfit(String message, String hint) {
        return new ConfigurationException(Failure.of("HF-PG-001", message).hint(hint));
    }
}
