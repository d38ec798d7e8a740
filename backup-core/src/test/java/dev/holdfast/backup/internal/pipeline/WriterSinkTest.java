package dev.holdfast.backup.internal.pipeline;

import static dev.holdfast.backup.internal.fixture.Fixture.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.internal.fixture.Fixture;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.testkit.InMemoryStore;
import dev.holdfast.backup.testkit.MemoryArchiver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a target may and may not do with its sink. */
class WriterSinkTest {

    private final InMemoryStore memory = new InMemoryStore("m");
    private final Fixture fixture = new Fixture();
    private final BackupWriter writer = fixture.writer(named("a", memory));
    private final BackupSink sink = writer.sink();

    @AfterEach
    void nothing_stays_behind() {
        writer.close();
        assertThat(memory.keys()).isEmpty();
        memory.assertNothingOpen();
    }

    private static void refuses(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void a_second_stream_is_refused_while_one_is_open() throws Exception {
        try (OutputStream open = sink.artifact("one")) {
            open.write(1);
            refuses("HF-RUN-060", () -> sink.artifact("two"));
            refuses("HF-RUN-060", () -> sink.evidence("two"));
            refuses("HF-RUN-060", () -> sink.archive(""));
        }
        sink.artifact("two").close();
        try (ArchiveWriter archive = sink.archive("")) {
            refuses("HF-RUN-060", () -> sink.artifact("three"));
            archive.finish();
        }
    }

    @Test
    void a_name_that_is_no_name_is_refused() {
        for (String suffix : new String[] {"", ".x", "a/b", "../x", "a b", "ä", "x".repeat(101)}) {
            refuses("HF-RUN-061", () -> sink.artifact(suffix));
        }
    }

    @Test
    void a_name_is_used_once() throws Exception {
        Fixture.dump(sink, "dump", new byte[1]);
        refuses("HF-RUN-062", () -> sink.artifact("dump"));
        refuses("HF-RUN-062", () -> sink.evidence("dump"));
        refuses("HF-RUN-062", () -> sink.archive("dump"));
    }

    @Test
    void facts_are_kept_in_order_and_bounded() throws Exception {
        sink.fact("b", "1");
        sink.fact("a", "2");
        sink.fact("b", "3");
        assertThat(writer.facts()).containsExactly(java.util.Map.entry("b", "3"), java.util.Map.entry("a", "2"));
        for (int i = 0; i < 100; i++) {
            sink.fact("same", "x".repeat(40_000));
        }
        refuses("HF-RUN-063", () -> sink.fact("more", "x".repeat(10_000)));
        sink.fact("same", "");
        sink.fact("more", "\u0001".repeat(7_000));
        Fixture.dump(sink, "dump", new byte[1]);
        BackupManifest manifest = writer.prepare(fixture.draft());
        assertThat(manifest.facts()).hasSize(4);
    }

    @Test
    void a_capture_that_wrote_nothing_is_no_backup() {
        refuses("HF-RUN-067", () -> writer.prepare(fixture.draft()));
    }

    @Test
    void evidence_alone_is_no_backup() throws Exception {
        try (OutputStream evidence = sink.evidence("rows.json")) {
            evidence.write(1);
        }
        refuses("HF-RUN-067", () -> writer.prepare(fixture.draft()));
    }

    @Test
    void a_capture_that_leaves_a_stream_open_is_no_backup() throws Exception {
        Fixture.dump(sink, "dump", new byte[1]);
        OutputStream open = sink.artifact("more");
        refuses("HF-RUN-065", () -> writer.prepare(fixture.draft()));
        open.close();
    }

    @Test
    void an_archive_that_was_not_finished_is_no_backup() throws Exception {
        Fixture.dump(sink, "dump", new byte[1]);
        sink.archive("").close();
        refuses("HF-RUN-066", () -> writer.prepare(fixture.draft()));
    }

    @Test
    void an_archive_with_an_entry_that_failed_is_no_backup_though_the_target_went_on() throws Exception {
        try (ArchiveWriter archive = sink.archive("")) {
            assertThatThrownBy(() -> archive.add(
                            ArchiveEntry.file("x", 10, Fixture.START), () -> new ByteArrayInputStream(new byte[3])))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(archive::finish).isInstanceOf(IOException.class);
        }
        refuses("HF-RUN-066", () -> writer.prepare(fixture.draft()));
    }

    @Test
    void an_entry_of_a_kind_that_the_format_refuses_does_no_harm() throws Exception {
        fixture.archiver = new MemoryArchiver(EnumSet.of(EntryKind.FILE));
        try (BackupWriter other = fixture.writer(named("a", memory))) {
            try (ArchiveWriter archive = other.sink().archive("")) {
                assertThatThrownBy(() -> archive.add(
                                ArchiveEntry.symbolicLink(
                                        new EntryName("l"), EntryMetadata.of(0777, Fixture.START), new EntryName("x")),
                                ContentSource.none()))
                        .hasMessageContaining("symbolic-link");
                archive.finish();
            }
            assertThat(other.prepare(fixture.draft()).entries()).isZero();
        }
    }

    @Test
    void the_sink_ends_with_the_capture() throws Exception {
        Fixture.dump(sink, "dump", new byte[1]);
        writer.prepare(fixture.draft());
        refuses("HF-RUN-064", () -> sink.artifact("late"));
        refuses("HF-RUN-064", () -> sink.fact("late", "x"));
    }
}
