package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.Digest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** One artifact of a {@link MemoryBackup}. */
final class MemoryArtifact {

    private final String suffix;
    private final ArtifactRole role;
    private final boolean archive;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Digest> entryDigests = new ArrayList<>();
    private byte[] original = new byte[0];
    private byte[] content = new byte[0];
    private boolean complete;

    MemoryArtifact(String suffix, ArtifactRole role, boolean archive) {
        this.suffix = suffix;
        this.role = role;
        this.archive = archive;
    }

    String suffix() {
        return suffix;
    }

    ArtifactRole role() {
        return role;
    }

    boolean isArchive() {
        return archive;
    }

    /** The content's digest of each entry, in their order. */
    List<Digest> entryDigests() {
        return entryDigests;
    }

    ByteArrayOutputStream body() {
        return body;
    }

    void complete() {
        original = body.toByteArray();
        content = original.clone();
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** What was written. */
    byte[] original() {
        return original;
    }

    /** What is there now: a copy. */
    byte[] content() {
        return content.clone();
    }

    void replace(byte[] bytes) {
        content = bytes.clone();
    }
}
