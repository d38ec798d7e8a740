package dev.holdfast.backup.postgres.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.spi.TargetGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** All databases of a server: stands for a target per database, and captures nothing itself. */
public final class PostgresGroup implements BackupTarget, TargetGroup {

    private static final String MAINTENANCE = "postgres";

    private final TargetId id;
    private final Settings settings;
    private final TargetSettings read;
    private final BiFunction<String, Settings, TargetDefinition> definitions;

    /**
     * Makes the target.
     *
     * @param id its identity
     * @param settings the settings it came from
     * @param read what they say
     * @param definitions makes the definition of a name and settings
     */
    public PostgresGroup(
            TargetId id,
            Settings settings,
            TargetSettings read,
            BiFunction<String, Settings, TargetDefinition> definitions) {
        this.id = id;
        this.settings = settings;
        this.read = read;
        this.definitions = definitions;
    }

    @Override
    public TargetId id() {
        return id;
    }

    @Override
    public List<TargetDefinition> members(RunContext context) {
        List<TargetDefinition> members = new ArrayList<>();
        for (String database : databases(context)) {
            members.add(member(database));
        }
        return members;
    }

    private TargetDefinition member(String database) {
        Map<String, Object> own = new LinkedHashMap<>(settings.asMap());
        own.remove("databases");
        own.remove("exclude-databases");
        own.put(ConnectionSettings.DATABASE, database);
        return definitions.apply(MemberNames.of(id.name(), database), Settings.of(own));
    }

    /** A database that is gone is no member any more, and its backups can be restored all the same. */
    @Override
    public Optional<TargetDefinition> member(TargetId member, Map<String, String> facts) {
        String database = facts.get(ConnectionSettings.DATABASE);
        if (database == null || !member.equals(new TargetId(id.type(), MemberNames.of(id.name(), database)))) {
            return Optional.empty();
        }
        return Optional.of(member(database));
    }

    private List<String> databases(RunContext context) {
        ConnectionSettings place = read.connection();
        if (place.database() == null && place.service() == null) {
            place = place.withDatabase(MAINTENANCE);
        }
        List<Pattern> excluded =
                read.excludeDatabases().stream().map(PostgresGroup::pattern).toList();
        try (ServerConnection connection = ServerConnection.open(place, context)) {
            return connection
                    .list(
                            "SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datallowconn AND NOT d.datistemplate"
                                    + " ORDER BY d.datname",
                            row -> row.getString(1))
                    .stream()
                    .filter(name -> excluded.stream()
                            .noneMatch(pattern -> pattern.matcher(name).matches()))
                    .toList();
        }
    }

    private static Pattern pattern(String text) {
        StringBuilder expression = new StringBuilder();
        for (char c : text.toCharArray()) {
            expression.append(
                    switch (c) {
                        case '*' -> ".*";
                        case '?' -> ".";
                        default -> Pattern.quote(String.valueOf(c));
                    });
        }
        return Pattern.compile(expression.toString(), Pattern.DOTALL);
    }

    @Override
    public List<Problem> check(RunContext context) {
        if (databases(context).isEmpty()) {
            return List.of(Problem.of(
                    Severity.ERROR,
                    Failure.of(
                                    "HF-PG-080",
                                    "no database of " + read.connection().display() + " is left to back up")
                            .hint("Look at exclude-databases.")));
        }
        return List.of();
    }

    @Override
    public void capture(BackupSink sink, RunContext context) {
        throw onlyMembers();
    }

    @Override
    public void restore(BackupReader from, RestoreRequest how, RunContext context) {
        throw onlyMembers();
    }

    private TargetException onlyMembers() {
        return new TargetException(Failure.of("HF-PG-081", "target " + id.name() + " stands for several databases")
                .hint("Back up and restore its databases, each of which is a target of its own."));
    }
}
