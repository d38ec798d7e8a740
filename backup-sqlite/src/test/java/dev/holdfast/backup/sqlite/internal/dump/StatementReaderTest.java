package dev.holdfast.backup.sqlite.internal.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementReaderTest {

    private static List<String> statements(String sql) throws IOException {
        StatementReader reader = new StatementReader(new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8)));
        List<String> all = new ArrayList<>();
        for (String next = reader.next(); next != null; next = reader.next()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void a_semicolon_outside_of_quotes_and_comments_ends_a_statement() throws IOException {
        assertThat(statements("-- first; line\nSELECT 'a;''b' ; /* ; */ INSERT \"x;\"\"y\" [;] `;` -- ;\n VALUES; "))
                .containsExactly("SELECT 'a;''b' ", "INSERT \"x;\"\"y\" [;] `;` -- ;\n VALUES");
    }

    @Test
    void a_trigger_ends_with_the_end_behind_a_semicolon() throws IOException {
        String trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON x BEGIN SELECT CASE WHEN 1 THEN 2 END;"
                + " UPDATE x SET \"end\" = 'END;'; /* END; */ END";
        assertThat(statements(trigger + "; SELECT 1;")).containsExactly(trigger, "SELECT 1");
        assertThat(statements("create trigger t after insert on x begin select 1; end\n;commit;"))
                .hasSize(2);
    }

    @Test
    void slashes_and_dashes_alone_are_operators() throws IOException {
        assertThat(statements("SELECT 1/2-3 - -4;")).containsExactly("SELECT 1/2-3 - -4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'open", "SELECT 1 /* open", "SELECT 1; SELECT 2", "SELECT 1 -- end", ""})
    void a_text_that_a_semicolon_does_not_end_is_not_one_statement(String text) {
        assertThat(StatementReader.isOne(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 1", "SELECT 1 -- end\n", "CREATE TRIGGER t DELETE ON x BEGIN SELECT 1; END"})
    void a_whole_statement_is_one(String text) {
        assertThat(StatementReader.isOne(text)).isTrue();
    }
}
