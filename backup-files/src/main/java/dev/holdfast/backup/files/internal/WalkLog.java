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
}
