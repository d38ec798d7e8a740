package dev.holdfast.backup.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.Secret;
import dev.holdfast.backup.spi.ParticipantId;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.UndoRecord;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final JournalEntry.Opened FIRST =
            new JournalEntry.Opened("run", "r1", "2026-11-20T02:15:00Z", Map.of("job", "nightly"));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("runs").resolve("r1.journal");
    }

    private static UndoRecord record(String resource) {
        return new UndoRecord(
                new ParticipantId(ParticipantId.Role.HOOK, "docker"),
                "docker",
                Settings.of(Map.of("stop", List.of("shop \"worker\" ü"), "timeout", 60, "wait", true)),
                resource,
                1,
                Map.of("container", resource));
    }

    @Test
    void what_was_written_is_read_back_by_a_later_process() throws IOException {
        try (Journal journal = Journal.create(file, FIRST)) {
            journal.undo(record("a"));
            int second = journal.undo(record("b"));
            journal.settle(second);
            journal.append(
                    new JournalEntry.BackupBegun("orders_1", "local", "directory", Settings.of(Map.of("path", "/b"))));
            journal.append(new JournalEntry.Noted("safety", "orders_0"));
            journal.append(new JournalEntry.Reached("SWAPPED"));
        }
        JournalContent content = Journal.read(file);
        assertThat(content.opened()).isEqualTo(FIRST);
        assertThat(content.pending()).containsExactly(Map.entry(0, record("a")));
        assertThat(content.begun()).containsOnlyKeys("orders_1");
        assertThat(content.notes()).containsEntry("safety", "orders_0");
        assertThat(content.state()).isEqualTo("SWAPPED");
    }

    @Test
    void a_line_that_a_crash_cut_at_any_byte_is_dropped_and_the_ones_before_it_stay() throws IOException {
        try (Journal journal = Journal.create(file, FIRST)) {
            journal.undo(record("a"));
            journal.undo(record("b"));
        }
        byte[] whole = Files.readAllBytes(file);
        int lastLine =
                new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).lastIndexOf('\n', whole.length - 2) + 1;
        for (int cut = lastLine; cut < whole.length; cut++) {
            Files.write(file, java.util.Arrays.copyOf(whole, cut));
            assertThat(Journal.read(file).pending()).as("cut at %d", cut).hasSize(1);
            try (Journal adopted = Journal.adopt(file).orElseThrow()) {
                adopted.undo(record("c"));
            }
            assertThat(Journal.read(file).pending().values())
                    .as("after a cut at %d", cut)
                    .containsExactly(record("a"), record("c"));
        }
    }

    @Test
    void what_is_pending_can_be_read_by_one_thread_while_another_one_writes() throws Exception {
        int records = 400;
        try (Journal journal = Journal.create(file, FIRST)) {
            AtomicInteger looks = new AtomicInteger();
            FutureTask<Integer> reading = new FutureTask<>(() -> {
                int seen = 0;
                while (seen < records) {
                    int now = journal.content().pending().size();
                    assertThat(now).isGreaterThanOrEqualTo(seen);
                    seen = now;
                    looks.incrementAndGet();
                }
                return seen;
            });
            Thread reader = new Thread(reading, "holdfast-test-reader");
            reader.setDaemon(true);
            reader.start();
            for (int i = 0; i < records; i++) {
                journal.undo(record("resource-" + i));
            }
            assertThat(reading.get(1, TimeUnit.MINUTES)).isEqualTo(records);
            assertThat(looks.get()).isPositive();
        }
    }

    @Test
    void an_interrupted_thread_writes_its_record_and_the_journal_stays_held() throws IOException {
        try (Journal journal = Journal.create(file, FIRST)) {
            Thread.currentThread().interrupt();
            int number = journal.undo(record("a"));
            assertThat(Thread.interrupted()).isTrue();
            journal.undo(record("b"));
            journal.settle(number);
            assertThat(Journal.adopt(file)).isEmpty();
        }
        assertThat(Journal.read(file).pending().values()).containsExactly(record("b"));
    }

    @Test
    void flipped_bits_never_give_another_record() throws IOException {
        try (Journal journal = Journal.create(file, FIRST)) {
            journal.undo(record("a"));
        }
        byte[] whole = Files.readAllBytes(file);
        long seed = 20261120;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThat(Journal.read(file).pending().values())
                    .as("seed %d, flip %d", seed, i)
                    .allMatch(record("a")::equals);
        }
    }

    @Test
    void a_journal_whose_owner_lives_cannot_be_adopted_and_can_be_read() throws IOException {
        try (Journal journal = Journal.create(file, FIRST)) {
            journal.undo(record("a"));
            assertThat(Journal.adopt(file)).isEmpty();
            assertThat(Journal.read(file).pending()).hasSize(1);
            assertThat(Journal.adopt(file)).as("still held after it was read").isEmpty();
        }
        try (Journal adopted = Journal.adopt(file).orElseThrow()) {
            assertThat(adopted.content().pending()).hasSize(1);
        }
    }

    @Test
    void two_journals_of_one_name_are_not_begun() throws IOException {
        Journal.create(file, FIRST).close();
        assertThatThrownBy(() -> Journal.create(file, FIRST)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void one_that_was_removed_is_not_there_any_more() throws IOException {
        Journal journal = Journal.create(file, FIRST);
        journal.remove();
        assertThat(file).doesNotExist();
        assertThat(Journal.adopt(file)).isEmpty();
    }

    @Test
    void secrets_are_written_as_references_and_never_as_values() throws IOException {
        Settings settings = Settings.of(Map.of(
                "password", Secret.referenced("hunter2".toCharArray(), "${env:PW}"), "token", Secret.of("hunter3")));
        UndoRecord secret =
                new UndoRecord(new ParticipantId(ParticipantId.Role.HOOK, "sql"), "sql", settings, "db", 1, Map.of());
        try (Journal journal = Journal.create(file, FIRST)) {
            journal.undo(secret);
        }
        assertThat(Files.readString(file)).doesNotContain("hunter").contains("${env:PW}");
        assertThat(Journal.read(file).pending().get(0).settings().has("token")).isFalse();
    }

    @Test
    void an_empty_or_foreign_file_has_no_beginning() throws IOException {
        Files.createDirectories(directory.resolve("runs"));
        Files.write(file, new byte[0], StandardOpenOption.CREATE);
        assertThat(Journal.read(file).opened()).isNull();
        Files.writeString(file, "something else\n");
        assertThat(Journal.read(file).opened()).isNull();
    }
}
