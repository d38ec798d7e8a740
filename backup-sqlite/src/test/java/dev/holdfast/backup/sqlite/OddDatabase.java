package dev.holdfast.backup.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** A database with everything that a dump could get wrong. */
final class OddDatabase {

    private static final int LONG = 3 * 1024 * 1024 + 77;

    private OddDatabase() {}

    static Path make(Path file, String encoding, long seed) throws SQLException {
        try (Connection connection = Databases.open(file);
                Statement statement = connection.createStatement()) {
            for (String sql : new String[] {
                "PRAGMA encoding='" + encoding + "'",
                "PRAGMA page_size=8192",
                "PRAGMA auto_vacuum=2",
                "PRAGMA user_version=-5",
                "PRAGMA application_id=252006674",
                "PRAGMA foreign_keys=OFF"
            }) {
                statement.executeUpdate(sql);
            }
            tables(statement);
            values(connection, encoding, new Random(seed));
            others(statement);
            virtual(statement);
        }
        return file;
    }

    private static void tables(Statement statement) throws SQLException {
        for (String sql : new String[] {
            "CREATE TABLE plain(a, b TEXT, c INTEGER, d REAL, e BLOB, f NUMERIC)",
            "CREATE TABLE \"odd \"\"name; --\"(\"a\"\"b\" TEXT DEFAULT 'it''s; --', \"select\", [x y] INT, `é—ß` TEXT)",
            "CREATE TABLE hidden(rowid TEXT, _rowid_ TEXT, oid TEXT)",
            "CREATE TABLE shadowed(rowid TEXT, v)",
            "CREATE TABLE numbered(id INTEGER PRIMARY KEY AUTOINCREMENT, v)",
            "CREATE TABLE emptied(id INTEGER PRIMARY KEY AUTOINCREMENT, v)",
            "CREATE TABLE backwards(id INTEGER PRIMARY KEY DESC, v)",
            "CREATE TABLE keyed(k TEXT COLLATE NOCASE, n INT, v BLOB, PRIMARY KEY(n DESC, k)) WITHOUT ROWID",
            "CREATE TABLE strict(i INT, r REAL, t TEXT, b BLOB, a ANY) STRICT",
            "CREATE TABLE made(a INT, b INT AS (a * 2) VIRTUAL, c TEXT AS ('x' || a) STORED, d INT CHECK (d > 0))",
            "CREATE TABLE child(p INTEGER REFERENCES numbered(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TABLE lines(a TEXT DEFAULT 'one\r\ntwo',\r\n  b TEXT AS ('x\r\ny' || a) STORED -- the end\r\n)",
            "CREATE TABLE \"new\nline\"(\"col\numn\")",
            "CREATE TABLE long(k INTEGER PRIMARY KEY, t TEXT, b BLOB)",
            "CREATE TABLE longkey(k TEXT PRIMARY KEY, b BLOB) WITHOUT ROWID",
            "CREATE TABLE holdfast_pieces(x)",
            "CREATE TABLE none(x)",
            "CREATE TABLE made_by AS SELECT 1 AS one, 'two' AS \"t w o\""
        }) {
            statement.executeUpdate(sql);
        }
    }

    private static void values(Connection connection, String encoding, Random random) throws SQLException {
        connection.setAutoCommit(false);
        Object[] values = {
            null,
            0L,
            1L,
            -1L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 53,
            "",
            "text",
            "it's",
            "''",
            "a;\nb;\nc",
            "\r\n",
            "a\rb",
            "tab\tbell\u0007",
            "null\0inside",
            "-- no comment /* none */",
            "é—ß 😀 \uFEFF bom",
            "\uFEFFbom",
            "\uFFFE\uFFFF",
            "1",
            "1.0",
            "0x10",
            "9223372036854775808",
            " 5 ",
            "nan",
            "/",
            "go",
            ".quit",
            "#x",
            "line\n;\n/\n",
            "\u007f\u0085\u2028",
            new byte[0],
            Databases.bytes(0),
            Databases.bytes(0xff, 0xfe, 0, 1, '\''),
            0.1,
            -0.0,
            1e300,
            5e-324,
            Double.MIN_NORMAL,
            Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            0.1 + 0.2,
            1e15,
            1e16,
            123456789012345.6,
            1e-10,
            2.2250738585072011e-308,
            9007199254740993.0,
            Math.PI,
            1.0
        };
        for (Object value : values) {
            Databases.insert(connection, "INSERT INTO plain(a, b, e) VALUES (?, ?, ?)", value, value, value);
            Databases.insert(connection, "INSERT INTO plain(c, d, f) VALUES (?, ?, ?)", value, value, value);
            Databases.insert(connection, "INSERT INTO strict(a) VALUES (?)", value);
        }
        for (int i = 0; i < 3000; i++) {
            Databases.insert(
                    connection,
                    "INSERT INTO plain(a, d) VALUES (?, ?)",
                    Double.longBitsToDouble(random.nextLong()),
                    random.nextInt(100000) / 1000.0);
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            Databases.insert(connection, "INSERT INTO plain(a) VALUES (CAST(? AS TEXT))", noise);
        }
        String raw = encoding.equals("UTF-8") ? "X'C328FF00EDA080'" : "X'00D84100'";
        String[] more = {
            "DELETE FROM plain WHERE rowid % 7 = 3",
            "UPDATE plain SET rowid = -9223372036854775808 WHERE rowid = 1",
            "UPDATE plain SET rowid = 9223372036854775807 WHERE rowid = 2",
            "INSERT INTO plain(rowid, a) VALUES (-17, CAST(" + raw + " AS TEXT))",
            "INSERT INTO \"odd \"\"name; --\" VALUES ('x', 'y', 3, 'ä'), (NULL, NULL, NULL, NULL)",
            "INSERT INTO hidden VALUES ('a', 'b', 'c'), ('d', 'e', 'f')",
            "INSERT INTO shadowed(_rowid_, rowid, v) VALUES (77, 'r', 1), (5, 's', 2)",
            "INSERT INTO numbered(id, v) VALUES (3, 'x'), (1000, 'y')",
            "DELETE FROM numbered WHERE id = 1000",
            "INSERT INTO emptied(v) VALUES (1), (2)",
            "DELETE FROM emptied",
            "INSERT INTO backwards(rowid, id, v) VALUES (9, 1, 'a'), (4, 2, 'b'), (7, NULL, 'c')",
            "INSERT INTO keyed VALUES ('b', 1, X'00'), ('A', 2, NULL), ('a', 1, 'text')",
            "INSERT INTO strict(i, r, t, b) VALUES (1, 2, 'three', X'04')",
            "INSERT INTO made(a, d) VALUES (1, 1), (NULL, NULL), (21, 5)",
            "PRAGMA ignore_check_constraints=ON",
            "INSERT INTO made(a, d) VALUES (2, -1)",
            "INSERT INTO child VALUES (3), (4711)",
            "INSERT INTO lines(a) VALUES ('z'), ('q')",
            "INSERT INTO \"new\nline\" VALUES ('v')",
            "INSERT INTO holdfast_pieces VALUES ('mine')"
        };
        try (Statement statement = connection.createStatement()) {
            for (String sql : more) {
                statement.executeUpdate(sql);
            }
        }
        byte[] blob = new byte[LONG];
        random.nextBytes(blob);
        String text = "long ä\0 line\n".repeat(LONG / 10);
        Databases.insert(connection, "INSERT INTO long VALUES (1, ?, ?)", text, blob);
        Databases.insert(connection, "INSERT INTO long VALUES (2, 'short', ?)", Databases.filled(LONG, 0));
        Databases.insert(connection, "INSERT INTO long VALUES (3, ?, X'01')", "a;\n".repeat(400_000));
        Databases.insert(
                connection, "INSERT INTO long VALUES (4, CAST(? AS TEXT), NULL)", Databases.filled(LONG + 1, 0xd8));
        Databases.insert(connection, "INSERT INTO longkey VALUES (?, ?)", "it's\0", blob);
        Databases.insert(
                connection,
                "INSERT INTO longkey VALUES (?, ?)",
                "key".repeat(1000),
                "text in a blob".getBytes(StandardCharsets.UTF_8));
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void others(Statement statement) throws SQLException {
        for (String sql : new String[] {
            "CREATE UNIQUE INDEX plain_b ON plain(b COLLATE RTRIM DESC) WHERE b = 'text'",
            "CREATE INDEX made_sum ON made(a + b,\r\n 'x\r\ny' || a)",
            "CREATE INDEX \"odd \"\"index\" ON \"odd \"\"name; --\"(\"a\"\"b\")",
            "CREATE VIEW broken AS SELECT * FROM is_not_there",
            "CREATE VIEW commented AS SELECT 1 -- the last word",
            "CREATE VIEW \"odd view\"(a, b) AS SELECT 1, 'x;y' /* c */",
            "CREATE TABLE log(what)",
            "CREATE TRIGGER on_plain AFTER INSERT ON plain WHEN new.a = 'never' BEGIN"
                    + " INSERT INTO log VALUES (CASE WHEN 1 THEN 'x;' END); DELETE FROM log; END",
            "CREATE TRIGGER on_view INSTEAD OF INSERT ON \"odd view\" BEGIN SELECT 1; SELECT 2; END",
            "CREATE TRIGGER on_numbered BEFORE UPDATE OF v ON numbered BEGIN\r\n UPDATE numbered SET v = 1;\r\nEND",
            "ANALYZE"
        }) {
            statement.executeUpdate(sql);
        }
    }

    private static void virtual(Statement statement) throws SQLException {
        for (String sql : new String[] {
            "CREATE VIRTUAL TABLE fts USING fts5(title, body, tokenize = 'porter unicode61', prefix = '2 3')",
            "INSERT INTO fts(rowid, title, body) VALUES (5, 'knots', 'how to tie them'), (900, 'maps', 'reading and drawing')",
            "INSERT INTO fts(fts, rank) VALUES ('pgsz', 64)",
            "CREATE TABLE document(text)",
            "INSERT INTO document(rowid, text) VALUES (10, 'ten words'), (3, 'three words'), (8, 'eight')",
            "CREATE VIRTUAL TABLE external USING fts5(text, content='document', content_rowid='rowid')",
            "INSERT INTO external(external) VALUES ('rebuild')",
            "DELETE FROM document WHERE rowid = 8",
            "CREATE VIRTUAL TABLE contentless USING fts5(text, content='', contentless_delete=1)",
            "INSERT INTO contentless(rowid, text) VALUES (4, 'nothing is kept'), (6, 'but the index')",
            "CREATE VIRTUAL TABLE old USING fts4(a, b, order=desc)",
            "INSERT INTO old(docid, a, b) VALUES (12, 'old words', 'more')",
            "CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, y0, y1, +label TEXT)",
            "INSERT INTO box VALUES (1, 0.5, 1.5, -1, 1, 'first'), (9, 2, 3, 2, 3, NULL)",
            "CREATE TRIGGER document_added AFTER INSERT ON document BEGIN"
                    + " INSERT INTO external(rowid, text) VALUES (new.rowid, new.text); END"
        }) {
            statement.executeUpdate(sql);
        }
    }
}
