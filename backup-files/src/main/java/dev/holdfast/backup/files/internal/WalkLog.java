package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.Severity;
import java.io.IOException;

/** What a walk tells of what it cannot show, or leaves out. */
interface WalkLog {

    /** Tells nobody: the capture walks too, and tells it. */
    WalkLog SILENT = new WalkLog() {
        @Override
        public void lost(String code, String text, String message, String hint) {}

        @Override
        public void add(Severity severity, String code, String text, String message, String hint) {}
    };

    /** Says that something is not, or not surely, in the backup as it was at one moment. */
    void lost(String code, String text, String message, String hint) throws IOException;

    /** Says something that nobody can change, or that is worth knowing only. */
    void add(Severity severity, String code, String text, String message, String hint) throws IOException;

    /**
     * Adds that something was there when its directory was read, and not any more when it was its turn.
     *
     * @param found the thing
     * @throws IOException if that cannot be written down
     */
    default void vanished(Found found) throws IOException {
        lost(
                "HF-FIL-011",
                found.text(),
                CaptureLog.display(found.text()) + " vanished before it was read",
                "Exclude files that come and go, or pause what writes them.");
    }

    /**
     * Adds that something could not be read.
     *
     * @param found the thing
     * @param why what the system said
     * @throws IOException if that cannot be written down
     */
    default void unreadable(Found found, IOException why) throws IOException {
        Prepared.Notice notice = Preparer.unreadable(found, why);
        lost(notice.code(), found.text(), notice.message(), notice.hint());
    }
}
