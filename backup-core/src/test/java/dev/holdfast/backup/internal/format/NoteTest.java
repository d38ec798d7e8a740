package dev.holdfast.backup.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.VerificationLevel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoteTest {

    private static final Instant AT = Instant.parse("2026-11-20T02:15:00.042Z");

    @Test
    void every_note_is_read_back_from_its_name() {
        for (Note note : List.of(
                new Note.Pin(AT, "before the migration: größer als ½ / \"x\""),
                new Note.Pin(AT, "ä".repeat(80)),
                new Note.Verified(VerificationLevel.STORED, AT),
                new Note.Verified(VerificationLevel.RESTORED, AT),
                new Note.Failed(VerificationLevel.DECODED, AT),
                new Note.Keys(12, "0f".repeat(32)))) {
            assertThat(Note.parse(note.name())).as(note.name()).contains(note);
            assertThat(BackupLayout.note(new BackupId("a_b"), note).value()).startsWith("a/a_b/notes/");
        }
    }

    @Test
    void the_names_are_as_the_format_says() {
        assertThat(new Note.Verified(VerificationLevel.DECODED, AT).name())
                .isEqualTo("verified-decoded-20261120T021500.042Z");
        assertThat(new Note.Pin(AT, "why").name()).isEqualTo("pin-20261120T021500.042Z-d2h5");
    }

    @Test
    void a_name_of_another_kind_is_no_note() {
        for (String name : List.of(
                "",
                "pin",
                "pin-",
                "pin-20261120T021500.042Z",
                "pin-20261120T021500.042Z-***",
                "verified-well-20261120T021500.042Z",
                "verified-stored-20261399T021500.042Z",
                "verified-stored-2026",
                "failed-",
                "keys-1-abc",
                "later-thing")) {
            assertThat(Note.parse(name)).as(name).isEmpty();
        }
    }

    @Test
    void a_reason_that_would_make_no_file_name_is_refused() {
        assertThatThrownBy(() -> new Note.Pin(AT, "x".repeat(161))).isInstanceOf(IllegalArgumentException.class);
    }
}
