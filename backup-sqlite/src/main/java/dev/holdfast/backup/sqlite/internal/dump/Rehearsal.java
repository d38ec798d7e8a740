package dev.holdfast.backup.sqlite.internal.dump;

import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.sqlite.internal.db.Access;
import dev.holdfast.backup.sqlite.internal.db.Database;
import dev.holdfast.backup.sqlite.internal.db.Failures;
import java.nio.file.Path;
import java.sql.SQLException;

/** A database in memory that gets all statements of the dump but the rows: what cannot be made there, nobody could load. */
final class Rehearsal implements AutoCloseable {

    private final Database original;
    private final Database stage;

    Rehearsal(Database original, Encoding encoding, RunContext context) {
        this.original = original;
        this.stage = Database.open(Path.of(""), Access.MEMORY, Failures.ofLive(Path.of("in memory")), context);
        stage.execute("PRAGMA encoding='" + encoding.name() + "'");
        stage.execute("PRAGMA ignore_check_constraints=ON");
    }

    void run(String sql) {
        try {
            stage.tryExecute(sql);
        } catch (SQLException e) {
            throw SchemaReader.refused(original, Failures.reason(e));
        }
    }

    boolean has(String table) {
        return stage.number("SELECT count(*) FROM sqlite_schema WHERE lower(name) = '" + table + "'") > 0;
    }

    @Override
    public void close() {
        stage.close();
    }
}
