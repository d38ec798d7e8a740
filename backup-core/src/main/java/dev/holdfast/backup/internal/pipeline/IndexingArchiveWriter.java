package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.Digest;
import dev.holdfast.backup.Digester;
import dev.holdfast.backup.internal.format.EntryIndexWriter;
import dev.holdfast.backup.internal.format.IndexedEntry;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Writes an archive and, beside it, the index of its entries with their digests. */
final class IndexingArchiveWriter implements ArchiveWriter {

    private final ArchiveWriter archive;
    private final ArtifactStream artifact;
    private final ArtifactStream indexArtifact;
    private final EntryIndexWriter index;
    private final DigestingSource digesting;
    private final PipelineListener listener;
    private final Runnable onClose;
    private boolean finished;
    private boolean failed;
    private boolean closed;

    IndexingArchiveWriter(
            Archiver archiver,
            ArtifactStream artifact,
            ArtifactStream indexArtifact,
            Digester digester,
            PipelineListener listener,
            Runnable onClose)
            throws IOException {
        this.artifact = artifact;
        this.indexArtifact = indexArtifact;
        this.digesting = new DigestingSource(digester);
        this.listener = listener;
        this.onClose = onClose;
        this.index = new EntryIndexWriter(indexArtifact);
        this.archive = archiver.create(new Output(artifact));
    }

    @Override
    public Set<EntryKind> kinds() {
        return archive.kinds();
    }

    @Override
    public void add(ArchiveEntry entry, ContentSource content) throws IOException {
        boolean added = false;
        try {
            archive.add(entry, entry.kind().hasContent() ? digesting.of(content) : content);
            Digest digest = entry.kind().hasContent() ? digesting.digest() : null;
            index.add(new IndexedEntry(entry.name(), entry.kind(), entry.size(), digest));
            added = true;
        } finally {
            // A format that has no such kind refuses before it writes; anything else leaves half an entry behind.
            failed |= !added && archive.kinds().contains(entry.kind());
        }
        listener.entries(1);
    }

    @Override
    public void finish() throws IOException {
        archive.finish();
        finished = true;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        boolean complete = false;
        try {
            archive.close();
            if (finished && !failed) {
                artifact.entries(index.entries());
                artifact.close();
                index.close();
                complete = true;
            }
        } finally {
            if (!complete) {
                artifact.abandon();
                indexArtifact.abandon();
            }
            onClose.run();
        }
    }

    /** Tells whether the archive is whole and stored. */
    boolean isComplete() {
        return closed && finished && !failed;
    }

    /** Gives up whatever the archiver has to say about it. */
    void abandon() {
        closed = true;
        artifact.abandon();
        indexArtifact.abandon();
        try {
            archive.close();
        } catch (IOException | RuntimeException e) {
            org.slf4j.LoggerFactory.getLogger(IndexingArchiveWriter.class)
                    .debug("closing an archive that was given up", e);
        }
    }

    /** The archive's artifact; whether it is complete when it is closed is not for the format to say. */
    private static final class Output implements ArchiveOutput {
        private final ArtifactStream artifact;

        Output(ArtifactStream artifact) {
            this.artifact = artifact;
        }

        @Override
        public OutputStream artifact() {
            return new FilterOutputStream(artifact) {
                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    out.write(buffer, offset, length);
                }

                @Override
                public void close() {}
            };
        }
    }
}
