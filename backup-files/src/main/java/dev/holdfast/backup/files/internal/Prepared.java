package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something found, with all that could be read of it ahead of time; made by one thread, then used by another. */
final class Prepared {

    /** What a reader noticed and whoever stores the entry must say. */
    record Notice(boolean lost, String code, String message, String hint) {}

    private boolean mayHaveHoles;
    private final List<Notice> notices = new ArrayList<>(0);
    private Found found;
    private @Nullable EntryMetadata metadata;
    private @Nullable EntryName link;
    private int offset = -1;
    private boolean unreadable;

    Prepared(Found found, boolean mayHaveHoles) {
        this.found = found;
        this.mayHaveHoles = mayHaveHoles;
    }

    Found found() {
        return found;
    }

    /** Replaces what was seen by what is there now. */
    void seenAgain(FileStat stat) {
        found = new Found(found.path(), found.text(), stat, found.followed(), found.held());
    }

    boolean mayHaveHoles() {
        return mayHaveHoles;
    }

    /** Says that the file has holes, so that it must be read in another way than ahead. */
    void hasHoles() {
        mayHaveHoles = true;
        offset = -1;
    }

    /** Returns the metadata; {@code null} if the thing cannot be stored. */
    @Nullable EntryMetadata metadata() {
        return metadata;
    }

    void metadata(EntryMetadata value) {
        metadata = value;
    }

    /** Returns the text of a symbolic link. */
    @Nullable EntryName link() {
        return link;
    }

    void link(EntryName text) {
        link = text;
    }

    /** Returns where in the batch's buffer the content begins, or -1 if it was not read ahead. */
    int offset() {
        return offset;
    }

    void offset(int value) {
        offset = value;
    }

    boolean isUnreadable() {
        return unreadable;
    }

    void unreadable() {
        unreadable = true;
    }

    void notice(Notice notice) {
        notices.add(notice);
    }

    List<Notice> notices() {
        return notices;
    }
}
