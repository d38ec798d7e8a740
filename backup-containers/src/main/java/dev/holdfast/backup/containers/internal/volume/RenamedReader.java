package dev.holdfast.backup.containers.internal.volume;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A backup whose files have the paths of this machine. */
final class RenamedReader implements BackupReader {

    private final BackupReader reader;
    private final Renaming renaming;
    private final BackupManifest manifest;

    RenamedReader(BackupReader reader, Renaming renaming) {
        this.reader = reader;
        this.renaming = renaming;
        this.manifest = renamed(reader.manifest());
    }

    private BackupManifest renamed(BackupManifest its) {
        Map<String, String> facts = new LinkedHashMap<>();
        its.facts().forEach((name, value) -> facts.put(name, name.startsWith("root.") ? renaming.path(value) : value));
        return new BackupManifest(
                its.formatVersion(),
                its.uid(),
                its.id(),
                its.run(),
                its.job(),
                its.target(),
                its.state(),
                its.startedAt(),
                its.finishedAt(),
                its.dueAt(),
                its.artifacts(),
                facts,
                its.problems(),
                its.labels(),
                its.libraryVersion());
    }

    @Override
    public BackupManifest manifest() {
        return manifest;
    }

    @Override
    public InputStream artifact(String suffix) throws IOException {
        return reader.artifact(suffix);
    }

    @Override
    public Path materialize(String suffix) throws IOException {
        return reader.materialize(suffix);
    }

    @Override
    public ArchiveReader archive(String suffix) throws IOException {
        ArchiveReader archive = reader.archive(suffix);
        return new ArchiveReader() {
            @Override
            public Optional<ArchiveEntry> next() throws IOException {
                return archive.next().map(renaming::entry);
            }

            @Override
            public InputStream content() {
                return archive.content();
            }

            @Override
            public void close() throws IOException {
                archive.close();
            }
        };
    }
}
