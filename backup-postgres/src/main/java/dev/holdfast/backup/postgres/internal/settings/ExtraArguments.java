package dev.holdfast.backup.postgres.internal.settings;

import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at further arguments for {@code pg_dump}: those that would break a backup, or the proof that it is whole, are refused. */
public final class ExtraArguments {

    private static final Pattern FORM = Pattern.compile("--(?<name>[a-z][a-z0-9-]*)(?:=.*)?", Pattern.DOTALL);

    private static final String OURS = "is an argument of our own";
    private static final String CONNECTION = "would lead to another server, database or user";
    private static final String PART = "would leave out a part of what a restore needs";
    private static final String SELECT = "chooses what is dumped";
    private static final String FORMAT = "would make another output than the one that is expected";

    private static final Map<String, String> REFUSED = refused();

    private ExtraArguments() {}

    private static Map<String, String> refused() {
        Map<String, String> refused = new TreeMap<>();
        for (String name : List.of("snapshot", "lock-wait-timeout", "jobs", "compress", "no-password", "password")) {
            refused.put(name, OURS);
        }
        for (String name : List.of("dbname", "host", "port", "username", "role")) {
            refused.put(name, CONNECTION);
        }
        for (String name : List.of(
                "schema-only",
                "data-only",
                "statistics-only",
                "no-schema",
                "no-data",
                "section",
                "enable-row-security",
                "strict-names",
                "no-unlogged-table-data",
                "binary-upgrade")) {
            refused.put(name, PART);
        }
        for (String name : List.of(
                "schema",
                "exclude-schema",
                "table",
                "exclude-table",
                "table-and-children",
                "exclude-table-and-children",
                "exclude-table-data",
                "exclude-table-data-and-children",
                "extension",
                "exclude-extension",
                "filter",
                "include-foreign-data")) {
            refused.put(name, SELECT);
        }
        for (String name : List.of(
                "file",
                "format",
                "clean",
                "create",
                "if-exists",
                "verbose",
                "version",
                "help",
                "serializable-deferrable",
                "no-synchronized-snapshots",
                "restrict-key")) {
            refused.put(name, FORMAT);
        }
        return refused;
    }

    /**
     * Looks at arguments.
     *
     * @param arguments as they were given
     * @throws ConfigurationException {@code HF-PG-004} if one is refused
     */
    public static void check(List<String> arguments) {
        for (String argument : arguments) {
            Matcher matcher = FORM.matcher(argument);
            if (!matcher.matches()) {
                throw refuse(argument, "is not a long option", "Write it as --name or --name=value.");
            }
            String name = matcher.group("name");
            String why = REFUSED.get(name);
            if (why != null) {
                throw refuse(
                        argument,
                        why,
                        why.equals(SELECT)
                                ? "Use the settings include-schemas, exclude-schemas, include-tables, exclude-tables and"
                                        + " exclude-data."
                                : "Leave it out; the settings of the target do what can be done.");
            }
            REFUSED.keySet().stream()
                    .filter(full -> full.startsWith(name))
                    .findFirst()
                    .ifPresent(full -> {
                        // The tools take the beginning of a name for the name.
                        throw refuse(argument, "may be taken for --" + full, "Write the whole name of the option.");
                    });
        }
    }

    private static ConfigurationException refuse(String argument, String why, String hint) {
        int equals = argument.indexOf('=');
        String shown = equals < 0 ? argument : argument.substring(0, equals);
        return new ConfigurationException(Failure.of("HF-PG-004", "the extra argument " + shown + " " + why)
                .hint(hint)
                .with("setting", "extra-arguments"));
    }
}
