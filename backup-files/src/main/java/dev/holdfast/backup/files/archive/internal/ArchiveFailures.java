package dev.holdfast.backup.files.archive.internal;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.ArchiveEntry;
import org.jspecify.annotations.Nullable;

/** The errors of archives, with their codes, in one place. */
final class ArchiveFailures {

    private static final String ANOTHER_COPY =
            "Restore from another store or another backup; verify names those that are whole.";

    private ArchiveFailures() {}

    /** The format has no such kind. */
    static TargetException unsupportedKind(String format, ArchiveEntry entry) {
        return new TargetException(Failure.of(
                        "HF-ARC-001",
                        "a " + format + " archive cannot hold " + entry.name().display() + ", a "
                                + entry.kind().word())
                .with("format", format)
                .with("entry", entry.name().display())
                .with("kind", entry.kind().word())
                .hint("Use the format tar, or exclude the entry."));
    }

    /** The entry is larger than what the format or our reader takes. */
    static TargetException beyondFormat(String format, ArchiveEntry entry, String what) {
        return new TargetException(
                Failure.of("HF-ARC-002", "a " + format + " archive cannot hold " + shortened(entry) + ": " + what)
                        .with("format", format)
                        .with("entry", shortened(entry))
                        .hint("Rename, shrink or exclude the entry."));
    }

    /** The entry has bytes in a name that the format cannot keep. */
    static TargetException notText(String format, ArchiveEntry entry, String what) {
        return new TargetException(Failure.of(
                        "HF-ARC-003",
                        "a " + format + " archive cannot hold " + shortened(entry) + ": its " + what + " is not UTF-8")
                .with("format", format)
                .with("entry", shortened(entry))
                .hint("Use the format tar, which keeps any bytes, or rename the entry."));
    }

    /** The archive ends before its end. */
    static IntegrityException cut(String format, long position, @Nullable Throwable cause) {
        return new IntegrityException(
                Failure.of("HF-ARC-004", "the " + format + " archive is cut short at byte " + position)
                        .with("format", format)
                        .with("position", position)
                        .hint(ANOTHER_COPY),
                cause);
    }

    /** The archive contradicts its format. */
    static IntegrityException damaged(String format, long position, String what, @Nullable Throwable cause) {
        return new IntegrityException(
                Failure.of("HF-ARC-005", "the " + format + " archive is damaged at byte " + position + ": " + what)
                        .with("format", format)
                        .with("position", position)
                        .hint(ANOTHER_COPY),
                cause);
    }

    /** The archive asks for more memory than a sound one would. */
    static IntegrityException beyondLimit(String format, long position, String what) {
        return new IntegrityException(
                Failure.of("HF-ARC-006", "the " + format + " archive exceeds a limit at byte " + position + ": " + what)
                        .with("format", format)
                        .with("position", position)
                        .hint("No archive of Holdfast does that; it is damaged or made to do harm."));
    }

    /** The archive is sound, but uses what we do not know. */
    static IntegrityException unknownFeature(String format, long position, String what) {
        return new IntegrityException(Failure.of(
                        "HF-ARC-007",
                        "the " + format + " archive uses an unknown feature at byte " + position + ": " + what)
                .with("format", format)
                .with("position", position)
                .hint("No archive of Holdfast does that; extract it with the tool that made it."));
    }

    private static String shortened(ArchiveEntry entry) {
        String name = entry.name().display();
        return name.length() <= 200 ? name : name.substring(0, 200) + "…";
    }
}
