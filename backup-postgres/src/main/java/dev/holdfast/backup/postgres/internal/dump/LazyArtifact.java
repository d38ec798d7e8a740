package dev.holdfast.backup.postgres.internal.dump;

import dev.holdfast.backup.spi.BackupSink;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** An artifact that begins with its first byte, so that a dump that could not begin leaves none. */
final class LazyArtifact extends OutputStream {

    private final BackupSink sink;
    private final String suffix;
    private @Nullable OutputStream out;

    LazyArtifact(BackupSink sink, String suffix) {
        this.sink = sink;
        this.suffix = suffix;
    }

    @Override
    public void write(int b) throws IOException {
        begun().write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        begun().write(bytes, offset, length);
    }

    private OutputStream begun() throws IOException {
        OutputStream begun = out;
        if (begun == null) {
            begun = sink.artifact(suffix);
            out = begun;
        }
        return begun;
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
        }
    }
}
