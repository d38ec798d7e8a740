package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.backup.Problem;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.spi.BackupTarget;
import dev.holdfast.backup.testkit.TestRunContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guide says is done. */
class GuideTest {

    private static String block(String name) throws Exception {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("docs/guides"))) {
            directory = directory.getParent();
        }
        Matcher matcher = Pattern.compile("<!-- sql: " + name + " -->\\n```sql\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(directory.resolve("docs/guides/back-up-postgresql.md")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void the_role_of_the_guide_can_back_up_a_database_that_it_does_not_own() throws Exception {
        LocalPostgres server = LocalPostgres.shared();
        String database = server.createDatabase();
        server.sql(
                database,
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id serial PRIMARY KEY, who text)",
                "INSERT INTO shop.orders (who) VALUES ('a'), ('b')",
                "ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY",
                "CREATE MATERIALIZED VIEW shop.m AS SELECT 1 AS one",
                "CREATE FUNCTION shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "REVOKE CONNECT ON DATABASE " + database + " FROM PUBLIC");
        server.sql(database, block("minimal-role").replace("DATABASE orders", "DATABASE " + database));
        try {
            PostgresTarget target =
                    server.target("orders", database).user("backup").password(Secret.of("change me"));
            try (BackupTarget opened = target.open();
                    TestRunContext context = new TestRunContext()) {
                assertThat(opened.check(context))
                        .extracting(Problem::severity)
                        .doesNotContain(Severity.WARNING, Severity.ERROR);
            }
            try (Captured captured = Captured.of(target)) {
                assertThat(captured.rows()).containsEntry("shop.orders", "2");
                assertThat(captured.codes()).isEmpty();
            }
        } finally {
            server.sql(database, "DROP OWNED BY backup");
            server.sql("postgres", "DROP OWNED BY backup", "DROP ROLE backup");
        }
    }
}
