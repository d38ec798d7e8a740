package dev.holdfast.backup.postgres.everywhere;

import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.BackupReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** A backup whose store fails behind the first megabyte of an artifact. */
record UnreadableEnd(BackupReader reader) implements BackupReader {

    private static final int READABLE = 1 << 20;

    @Override
    public BackupManifest manifest() {
        return reader.manifest();
    }

    @Override
    public InputStream artifact(String suffix) throws IOException {
        return new FilterInputStream(reader.artifact(suffix)) {
            private int seen;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (seen > READABLE) {
                    throw new StoreException(Failure.of("HF-TEST-001", "the disk is gone"));
                }
                int count = super.read(bytes, offset, length);
                seen += Math.max(0, count);
                return count;
            }
        };
    }

    @Override
    public ArchiveReader archive(String suffix) throws IOException {
        return reader.archive(suffix);
    }

    @Override
    public Path materialize(String suffix) throws IOException {
        try (InputStream in = artifact(suffix)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return reader.materialize(suffix);
    }
}
