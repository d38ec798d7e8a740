package dev.holdfast.backup.postgres;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A backup whose evidence says something else than it did. */
final class Evidence implements BackupReader {

    private final BackupReader reader;
    private final Map<String, String> instead = new LinkedHashMap<>();

    Evidence(BackupReader reader) {
        this.reader = reader;
    }

    Evidence with(String suffix, String text) {
        instead.put(suffix, text);
        return this;
    }

    @Override
    public BackupManifest manifest() {
        return reader.manifest();
    }

    @Override
    public InputStream artifact(String suffix) throws IOException {
        String text = instead.get(suffix);
        return text == null ? reader.artifact(suffix) : new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public ArchiveReader archive(String suffix) throws IOException {
        return reader.archive(suffix);
    }

    @Override
    public Path materialize(String suffix) throws IOException {
        return reader.materialize(suffix);
    }
}
