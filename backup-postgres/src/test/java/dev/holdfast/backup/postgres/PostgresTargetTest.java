package dev.holdfast.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.ConfigurationException;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.postgres.internal.connect.ConnectionSettings;
import dev.holdfast.backup.postgres.internal.settings.TargetSettings;
import dev.holdfast.backup.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTargetTest {

    private static Settings settings(Object... pairs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return Settings.of(values);
    }

    private static String code(Settings settings) {
        return catchThrowableOfType(ConfigurationException.class, () -> TargetSettings.of(settings))
                .code();
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db.example:5433/orders,             db.example, 5433, orders, ",
        "jdbc:postgresql://db.example/orders?user=app,         db.example, 5432, orders, app",
        "postgresql://app@db.example/orders,                   db.example, 5432, orders, app",
        "postgres://db.example:5433,                           db.example, 5433, ,       ",
        "jdbc:postgresql:orders,                               localhost,  5432, orders, ",
        "jdbc:postgresql:///orders,                            localhost,  5432, orders, ",
        "jdbc:postgresql://[::1]:5433/orders,                  ::1,        5433, orders, ",
        "jdbc:postgresql://h/a%20b%2Fc?sslmode=require,        h,          5432, a b/c,  "
    })
    void urls_of_driver_and_tools_are_understood(String url, String host, int port, String database, String user) {
        ConnectionSettings connection = TargetSettings.of(settings("url", url)).connection();
        assertThat(connection.host()).isEqualTo(host);
        assertThat(connection.port()).isEqualTo(port);
        assertThat(connection.database()).isEqualTo(database);
        assertThat(connection.user()).isEqualTo(user);
    }

    @Test
    void what_the_settings_say_wins_over_the_url() {
        ConnectionSettings connection = TargetSettings.of(settings(
                        "url", "jdbc:postgresql://h/a?sslmode=require&user=x",
                        "database", "b",
                        "user", "y",
                        "sslmode", "verify-full"))
                .connection();
        assertThat(connection.database()).isEqualTo("b");
        assertThat(connection.user()).isEqualTo("y");
        assertThat(connection.parameters()).containsEntry("sslmode", "verify-full");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://app:s3cr3t@h/orders",
                "jdbc:postgresql://h/orders?user=app&password=s3cr3t",
                "jdbc:postgresql://h/orders?sslpassword=s3cr3t"
            })
    void a_password_in_a_url_is_refused_and_not_shown(String url) {
        BackupException refused =
                catchThrowableOfType(ConfigurationException.class, () -> TargetSettings.of(settings("url", url)));
        assertThat(refused.code()).isEqualTo("HF-PG-003");
        assertThat(refused.getMessage() + refused.hint() + refused.context()).doesNotContain("s3cr3t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://h/x",
                "orders",
                "jdbc:postgresql://h1,h2/x",
                "jdbc:postgresql://h:port/x",
                "postgresql://h/x?y"
            })
    void other_urls_are_refused(String url) {
        assertThat(code(settings("url", url))).isEqualTo("HF-PG-002");
    }

    @Test
    void settings_that_do_not_fit_together_are_refused() {
        assertThat(code(settings("url", "jdbc:postgresql://h/x", "host", "h"))).isEqualTo("HF-PG-001");
        assertThat(code(settings("password", Secret.of("x"), "passfile", "/x"))).isEqualTo("HF-PG-001");
        assertThat(code(settings("host", "/var/run/postgresql"))).isEqualTo("HF-PG-001");
        assertThat(code(settings("port", 70_000))).isEqualTo("HF-PG-001");
        assertThat(code(settings("jobs", 4))).isEqualTo("HF-PG-001");
        assertThat(code(settings("jobs", 0))).isEqualTo("HF-PG-001");
        assertThat(code(settings("client", "docker:-v/:/x"))).isEqualTo("HF-PG-001");
        assertThat(code(settings("exclude-databases", "x"))).isEqualTo("HF-PG-001");
        assertThat(code(settings("format", "tar"))).isEqualTo("HF-CFG-010");
        assertThat(code(settings("include-tables", "a.b.c"))).isEqualTo("HF-PG-005");
        assertThat(code(settings("exclude-schemas", "\"open"))).isEqualTo("HF-PG-005");
    }

    @Test
    void everything_that_can_be_built_is_what_a_configuration_says() {
        PostgresTarget built = PostgresTarget.named("orders")
                .host("h")
                .port(5433)
                .database("d")
                .user("u")
                .passfile(Path.of("/p"))
                .sslmode("require")
                .format(DumpFormat.DIRECTORY)
                .jobs(3)
                .includeSchemas("a")
                .excludeSchemas("b")
                .includeTables("c")
                .excludeTables("d")
                .excludeData("e")
                .globals(Globals.WITHOUT_PASSWORDS)
                .lockTimeout(Duration.ofSeconds(7))
                .client("/usr/lib/x")
                .countRows(CountRows.ESTIMATE)
                .countLimit(5)
                .extraArguments("--no-comments", "--encoding=UTF8");
        assertThat(new PostgresTargetProvider().create("orders", built.settings()))
                .isEqualTo(built);
        TargetSettings read = TargetSettings.of(built.settings());
        assertThat(read.jobs()).isEqualTo(3);
        assertThat(read.lockTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(read.extraArguments()).hasSize(2);
        assertThat(built.isGroup()).isFalse();
        assertThat(PostgresTarget.named("x")
                        .allDatabases()
                        .excludeDatabases("y")
                        .isGroup())
                .isTrue();
    }

    @Test
    void no_text_form_has_the_password() {
        PostgresTarget target =
                PostgresTarget.named("orders").url("jdbc:postgresql://h/d").password(Secret.of("s3cr3t"));
        assertThat(target + " " + target.settings() + " " + TargetSettings.of(target.settings()))
                .doesNotContain("s3cr3t");
    }
}
