package dev.holdfast.backup.postgres.internal.restore;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RetryStatus;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.postgres.internal.connect.ServerConnection;
import dev.holdfast.backup.postgres.internal.dump.Capture;
import dev.holdfast.backup.spi.BackupReader;
import dev.holdfast.backup.spi.ConflictRule;
import dev.holdfast.backup.spi.RestorePreview;
import dev.holdfast.backup.spi.RestorePreview.Action;
import dev.holdfast.backup.spi.RestorePreview.Change;
import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.RestoreWay;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Tells what a restore will do, and what stands against it; reads only. */
final class RestorePreviewer {

    /** The tablespaces that the restoring role may use. */
    static final String TABLESPACES =
            "SELECT spcname FROM pg_tablespace WHERE has_tablespace_privilege(oid, 'CREATE') ORDER BY 1";

    private static final int SPARE_CONNECTIONS = 3;

    private final RestoreServer server;
    private final DumpContent content;
    private final RestoreTuning tuning;
    private final boolean live;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> observed = new LinkedHashMap<>();

    /**
     * Makes the previewer.
     *
     * @param server the server
     * @param content what the backup tells of its dump
     * @param tuning the options of the restore
     * @param live whether the destination of a restore to another place is the live database after all
     */
    RestorePreviewer(RestoreServer server, DumpContent content, RestoreTuning tuning, boolean live) {
        this.server = server;
        this.content = content;
        this.tuning = tuning;
        this.live = live;
    }

    RestorePreview preview(BackupReader from, RestoreRequest how, String database) throws SQLException {
        impossible(how);
        List<Change> changes = new ArrayList<>();
        try (ServerConnection maintenance = Maintenance.open(server, database, "holdfast")) {
            Connection connection = maintenance.jdbc();
            observed.put("server", "PostgreSQL " + maintenance.version() + " at " + server.location());
            Optional<DatabaseProfile> there = DatabaseProfile.byName(connection, database);
            version(maintenance.version().number());
            switch (how.way()) {
                case STAGED -> {
                    problems.addAll(new SwapObstacles(server, connection).find(database));
                    partial(from);
                    changes.add(change(there.isPresent() ? Action.REPLACE : Action.CREATE, database, there));
                }
                case TO -> changes.add(to(connection, how, database, there));
                case IN_PLACE -> {
                    if (there.isEmpty()) {
                        error(Failure.of("HF-PG-111", "there is no database " + database + " to restore into")
                                .hint("Restore staged, which makes it."));
                    }
                    changes.add(change(Action.MERGE, database, there));
                }
            }
            globals(from, changes);
            roles(connection, how.salvage());
            extensions(connection, how.salvage());
            tablespaces(connection, there.isPresent(), how.salvage());
            text(connection, there);
            connections(connection);
            if (there.isPresent()) {
                observed.put("text", there.get().text());
                sessions(connection, there.get());
            }
        }
        OptionalLong needed = content.databaseBytes() > 0 && how.only().isEmpty()
                ? OptionalLong.of(content.databaseBytes())
                : OptionalLong.empty();
        return new RestorePreview(changes, problems, needed, OptionalLong.empty(), observed);
    }

    private void impossible(RestoreRequest how) {
        if (how.way() == RestoreWay.STAGED && !how.only().isEmpty()) {
            error(Failure.of(
                            "HF-PG-110",
                            "a part of a backup cannot be restored staged: the rest of the live database would be gone")
                    .hint("Restore the part to another database, or in place."));
        }
        boolean plain = content.form() == DumpForm.PLAIN;
        if (plain && !how.only().isEmpty()) {
            error(Failure.of("HF-PG-119", "no part of a plain dump can be restored: it is one script")
                    .hint("Restore all of it to another database, and copy the part from there."));
        }
        if (plain && how.way() == RestoreWay.IN_PLACE) {
            error(Failure.of("HF-PG-119", "a plain dump cannot be restored in place: it does not remove what is there")
                    .hint("Restore it staged, or to another database."));
        }
        if (plain && (tuning.noOwner() || tuning.noPrivileges() || tuning.noTablespaces())) {
            error(Failure.of("HF-PG-119", "a plain dump has its owners, grants and tablespaces in its script")
                    .hint("Make what it names, and leave out no-owner, no-privileges and no-tablespaces."));
        }
        if (how.way() == RestoreWay.TO && how.onConflict() == ConflictRule.SKIP) {
            error(Failure.of("HF-PG-119", "a restore to another database cannot skip what is there")
                    .hint("Restore to a database that is not there yet, or with --on-conflict overwrite."));
        }
    }

    /** What a dump left out is in the old database, and not in the new one. */
    private void partial(BackupReader from) {
        String what = from.manifest().facts().get(Capture.PARTIAL);
        if (what != null) {
            warn(Failure.of(
                            "HF-PG-137",
                            "the backup leaves out what its settings say (" + what
                                    + "), so it will not be in the restored database")
                    .hint("It stays in the old one until the restore is confirmed; restore in place to keep it where it"
                            + " is."));
        }
    }

    private Change to(Connection connection, RestoreRequest how, String database, Optional<DatabaseProfile> there)
            throws SQLException {
        if (Statements.is(connection, "SELECT pg_is_in_recovery()")) {
            error(Failure.of(
                            "HF-PG-100",
                            "the server at " + server.location() + " is a standby, which cannot be written")
                    .hint("Name the primary."));
        }
        if (there.isEmpty()) {
            ServerRights rights = ServerRights.of(connection);
            if (!rights.superuser() && !rights.createDatabase()) {
                error(Failure.of("HF-PG-103", "role " + rights.role() + " may not make databases")
                        .hint("Give it the right, ALTER ROLE … CREATEDB, or restore with --on-conflict overwrite into a"
                                + " database that somebody made."));
            }
            return change(Action.CREATE, database, there);
        }
        if (live) {
            error(Failure.of("HF-PG-111", "database " + database + " is the live one")
                    .hint("Restore staged, or over it with --in-place, which takes a safety backup before."));
        } else if (how.onConflict() != ConflictRule.OVERWRITE) {
            error(Failure.of("HF-PG-111", "database " + database + " is there already")
                    .hint("Name another one, drop it, or replace what is in it with --on-conflict overwrite."));
        } else if (content.form() == DumpForm.PLAIN || how.salvage()) {
            error(Failure.of(
                            "HF-PG-119",
                            (how.salvage() ? "a salvage" : "a plain dump") + " cannot replace what is in " + database)
                    .hint("Name a database that is not there yet."));
        }
        return change(Action.MERGE, database, there);
    }

    private static Change change(Action action, String database, Optional<DatabaseProfile> there) {
        return new Change(
                action,
                "database " + database,
                there.map(profile -> "oid " + profile.oid()).orElse(""));
    }

    private void version(int number) {
        if (content.serverVersion() / 10_000 > number / 10_000) {
            warn(Failure.of(
                            "HF-PG-124",
                            "the dump is of a server of version " + content.serverVersion() / 10_000
                                    + ", and this one is of version " + number / 10_000)
                    .hint("An older server may not understand all of it; the restore then fails and changes nothing."));
        }
    }

    private void globals(BackupReader from, List<Change> changes) {
        if (tuning.globals() == RestoreTuning.Globals.NO) {
            return;
        }
        if (from.manifest().artifact(GlobalsRestore.SUFFIX).isEmpty()) {
            error(Failure.of("HF-PG-126", "the backup holds no roles and tablespaces")
                    .hint("Leave the option globals out, and make the roles by hand."));
            return;
        }
        changes.add(new Change(
                tuning.globals() == RestoreTuning.Globals.OVERWRITE ? Action.REPLACE : Action.CREATE,
                "roles and tablespaces",
                tuning.globals().word()));
    }

    private void roles(Connection connection, boolean salvage) throws SQLException {
        if (content.roles().isEmpty()) {
            return;
        }
        List<String> there = Statements.texts(connection, "SELECT rolname FROM pg_roles");
        List<String> missing = content.roles().stream()
                .filter(role -> !there.contains(role))
                .sorted()
                .toList();
        observed.put(
                "roles",
                missing.isEmpty()
                        ? "all " + content.roles().size() + " are there"
                        : "missing: " + RestoreFailures.some(missing));
        if (missing.isEmpty() || tuning.globals() != RestoreTuning.Globals.NO) {
            return;
        }
        Failure failure = RestoreFailures.missingRoles(missing);
        if (tuning.noOwner() && tuning.noPrivileges()) {
            problems.add(new Problem(
                    Severity.INFO, failure.code(), failure.message(), "What was theirs will be the restoring role's."));
        } else {
            stands(failure, salvage);
        }
    }

    private void tablespaces(Connection connection, boolean there, boolean salvage) throws SQLException {
        List<String> known = Statements.texts(connection, TABLESPACES);
        List<String> missing = content.tablespaces().stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .toList();
        if (!missing.isEmpty() && !tuning.noTablespaces() && tuning.globals() == RestoreTuning.Globals.NO) {
            stands(
                    Failure.of(
                                    "HF-PG-139",
                                    "tablespaces that the backup names are not on the server, or not for this role: "
                                            + RestoreFailures.some(missing))
                            .hint(
                                    "Make them, restore them with --option globals=missing where their directories are, or"
                                            + " do without them: --option no-tablespaces=true."),
                    salvage);
        }
        String own = content.profile().map(DatabaseProfile::tablespace).orElse("");
        // The usual one is taken without a right to it.
        boolean usual = own.isEmpty() || own.equals("pg_default");
        if (!there && !usual && !known.contains(own) && tuning.globals() == RestoreTuning.Globals.NO) {
            problems.add(new Problem(
                    Severity.INFO,
                    "HF-PG-139",
                    "the database was in the tablespace " + own
                            + ", which is not on the server, or not for this role; it" + " will be in the usual one",
                    "Make the tablespace before the restore if the database is to be there."));
        }
    }

    private void extensions(Connection connection, boolean salvage) throws SQLException {
        if (content.extensions().isEmpty()) {
            return;
        }
        Map<String, String> available = new TreeMap<>();
        Statements.list(
                        connection,
                        "SELECT name, default_version FROM pg_available_extensions",
                        row -> Map.entry(row.getString(1), String.valueOf(row.getString(2))))
                .forEach(each -> available.put(each.getKey(), each.getValue()));
        List<String> missing = content.extensions().keySet().stream()
                .filter(name -> !available.containsKey(name))
                .sorted()
                .toList();
        observed.put(
                "extensions",
                new TreeMap<>(content.extensions())
                        .entrySet().stream()
                                .map(each -> each.getKey() + " " + each.getValue() + " → "
                                        + available.getOrDefault(each.getKey(), "none"))
                                .reduce((one, other) -> one + ", " + other)
                                .orElse(""));
        if (!missing.isEmpty()) {
            stands(RestoreFailures.missingExtensions(missing), salvage);
        }
        boolean superuser = ServerRights.of(connection).superuser();
        List<String> untrusted = superuser ? List.of() : untrusted(connection);
        if (!untrusted.isEmpty()) {
            stands(
                    Failure.of(
                                    "HF-PG-103",
                                    "only a superuser may install extensions that the backup needs: "
                                            + RestoreFailures.some(untrusted))
                            .hint("Restore as a superuser."),
                    salvage);
        }
    }

    private List<String> untrusted(Connection connection) throws SQLException {
        List<String> closed = Statements.texts(
                connection,
                "SELECT DISTINCT e.name FROM pg_available_extensions e JOIN pg_available_extension_versions v"
                        + " ON v.name = e.name AND v.version = e.default_version"
                        + " WHERE v.superuser AND NOT coalesce((to_jsonb(v) ->> 'trusted')::boolean, false)");
        return content.extensions().keySet().stream()
                .filter(closed::contains)
                // Every new database has it from its template.
                .filter(name -> !name.equals("plpgsql"))
                .sorted()
                .toList();
    }

    /** A locale that another database or a collation of this server has is known to its operating system. */
    private void text(Connection connection, Optional<DatabaseProfile> there) throws SQLException {
        Optional<DatabaseProfile> then = content.profile();
        if (then.isEmpty() || !then.get().provider().equals("c")) {
            return;
        }
        DatabaseProfile profile = then.get();
        observed.put("text then", profile.text());
        boolean known = List.of("C", "POSIX").contains(profile.collate())
                || Statements.is(
                        connection,
                        "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datcollate = ?)"
                                + " OR EXISTS (SELECT 1 FROM pg_collation WHERE replace(lower(collcollate), '-', '')"
                                + " = replace(lower(?), '-', ''))",
                        profile.collate(),
                        profile.collate());
        if (!known) {
            error(Failure.of(
                            "HF-PG-123",
                            "the server does not know the locale " + profile.collate() + " of the database")
                    .hint("Install it on the server, for example with locale-gen, and restart the server."));
        } else if (there.isPresent() && !there.get().text().equals(profile.text())) {
            warn(Failure.of(
                            "HF-PG-134",
                            "the database was " + profile.text() + " when it was backed up and is "
                                    + there.get().text() + " now; it will be as it was")
                    .hint("Sorting and the meaning of upper and lower case may differ from what is live now."));
        }
    }

    private void connections(Connection connection) throws SQLException {
        int free = Statements.first(
                        connection,
                        "SELECT current_setting('max_connections')::int"
                                + " - current_setting('superuser_reserved_connections')::int"
                                + " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::int",
                        row -> row.getInt(1))
                .orElse(0);
        int jobs = Math.max(1, tuning.jobs());
        observed.put("free connections", Integer.toString(free));
        if (free < jobs + SPARE_CONNECTIONS) {
            problems.add(Problem.of(
                    Severity.WARNING,
                    Failure.of("HF-PG-130", "the server has hardly a connection left")
                            .hint("Restore with --option jobs=1, or when it is less busy.")
                            .retry(RetryStatus.LATER)));
        }
    }

    private void sessions(Connection connection, DatabaseProfile live) throws SQLException {
        Statements.first(
                        connection,
                        "SELECT count(*) FROM pg_stat_activity WHERE datid = ?::oid AND pid <> pg_backend_pid()",
                        row -> row.getLong(1),
                        live.oid())
                .ifPresent(count -> observed.put("sessions", count + " in " + live.name()));
        Statements.first(
                        connection,
                        "SELECT CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END"
                                + " FROM pg_database WHERE oid = ?::oid",
                        row -> String.valueOf(row.getString(1)),
                        live.oid())
                .filter(size -> !size.equals("null"))
                .ifPresent(size -> observed.put("size now", size + " bytes"));
    }

    /** What keeps a whole restore from its end is a loss to a salvage, which goes on. */
    private void stands(Failure failure, boolean salvage) {
        problems.add(Problem.of(salvage ? Severity.WARNING : Severity.ERROR, failure));
    }

    private void error(Failure failure) {
        problems.add(Problem.of(Severity.ERROR, failure));
    }

    private void warn(Failure failure) {
        problems.add(Problem.of(Severity.WARNING, failure));
    }
}
