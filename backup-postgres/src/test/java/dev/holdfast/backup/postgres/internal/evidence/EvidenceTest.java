package dev.holdfast.backup.postgres.internal.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.IntegrityException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {

    @Test
    void texts_of_all_kinds_come_back_as_they_were() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(12); k > 0; k--) {
                text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
            }
            Map<String, Object> value =
                    Map.of(text.toString(), List.of(text.toString(), random.nextLong(), true, Map.of(), List.of()));
            assertThat(Json.object(Json.write(value))).as("seed %d", seed).isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}x",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":tru}",
                "{\"a\":1.5}",
                "{\"a\":null}",
                "{\"a\":99999999999999999999}",
                "{\"a\":\"\\q\"}",
                "\"x\""
            })
    void other_texts_are_refused(String text) {
        assertThatThrownBy(() -> Json.object(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nesting_has_a_bound() {
        assertThatThrownBy(() -> Json.object("{\"a\":".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tables_and_entries_come_back_as_they_were() throws IOException {
        List<TableRows> tables =
                List.of(new TableRows("s", "a\"\n", 5, true), new TableRows("", "ü", Long.MAX_VALUE, false));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RowCounts.write(out, tables);
        List<TableRows> read = new ArrayList<>();
        RowCounts.read(new ByteArrayInputStream(out.toByteArray()), read::add);
        assertThat(read).isEqualTo(tables);

        TocEntry entry = new TocEntry(7, 1259, 4_294_967_295L, "TABLE DATA", "s", "t\nu", "o");
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        TableOfContents.write(lines, entry);
        List<TocEntry> entries = new ArrayList<>();
        TableOfContents.read(new ByteArrayInputStream(lines.toByteArray()), entries::add);
        assertThat(entries).containsExactly(entry);
        assertThat(entry.listLine()).isEqualTo("7; 1259 4294967295 TABLE DATA s t u o");

        DatabaseRecord record = new DatabaseRecord(
                Map.of("owner", "me"),
                List.of(new DatabaseRecord.Extension("x", "1.0", "public")),
                List.of("a", "b"),
                List.of("fast"));
        assertThat(DatabaseRecord.read(new ByteArrayInputStream(record.json()))).isEqualTo(record);
        String earlier = new String(record.json(), StandardCharsets.UTF_8).replace(",\"tablespaces\":[\"fast\"]", "");
        assertThat(DatabaseRecord.read(new ByteArrayInputStream(earlier.getBytes(StandardCharsets.UTF_8))))
                .extracting(DatabaseRecord::roles, DatabaseRecord::tablespaces)
                .containsExactly(List.of("a", "b"), List.of());
    }

    @Test
    void a_line_that_is_none_is_an_integrity_failure_with_its_number() {
        byte[] lines =
                "{\"schema\":\"s\",\"table\":\"t\",\"rows\":1,\"exact\":true}\n{}\n".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> RowCounts.read(new ByteArrayInputStream(lines), table -> {}))
                .isInstanceOf(IntegrityException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void bytes_that_are_no_archive_end_in_an_exception_and_nothing_else() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            byte[] head = {'P', 'G', 'D', 'M', 'P', 1, (byte) (12 + random.nextInt(5)), 0, 4, 8, 1};
            System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
            assertThatThrownBy(() -> ArchiveHead.read(new ByteArrayInputStream(bytes), entry -> {}))
                    .as("seed %d", seed)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_archive_of_a_later_form_is_said_to_be_unknown() throws IOException {
        byte[] later = {'P', 'G', 'D', 'M', 'P', 1, 99, 0, 4, 8, 1};
        assertThat(ArchiveHead.read(new ByteArrayInputStream(later), entry -> {}))
                .isEmpty();
    }
}
