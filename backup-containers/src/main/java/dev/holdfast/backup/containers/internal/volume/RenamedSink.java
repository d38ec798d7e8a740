package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** A sink for which files have other paths than they have on this machine. */
final class RenamedSink implements BackupSink {

    private final BackupSink sink;
    private final Renaming renaming;

    RenamedSink(BackupSink sink, Renaming renaming) {
        this.sink = sink;
        this.renaming = renaming;
    }

    @Override
    public OutputStream artifact(String suffix) throws IOException {
        return sink.artifact(suffix);
    }

    @Override
    public OutputStream evidence(String suffix) throws IOException {
        return sink.evidence(suffix);
    }

    @Override
    public void fact(String name, String value) {
        sink.fact(name, name.startsWith("root.") ? renaming.path(value) : value);
    }

    @Override
    public ArchiveWriter archive(String suffix) throws IOException {
        ArchiveWriter writer = sink.archive(suffix);
        return new ArchiveWriter() {
            @Override
            public Set<EntryKind> kinds() {
                return writer.kinds();
            }

            @Override
            public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                writer.add(renaming.entry(entry), content);
            }

            @Override
            public void finish() throws IOException {
                writer.finish();
            }

            @Override
            public void close() throws IOException {
                writer.close();
            }
        };
    }
}
