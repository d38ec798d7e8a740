package dev.holdfast.backup.testkit;

import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.IncompleteUploads;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.Settings;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A store in front of another that logs every operation and fails, or is killed, where {@link StoreFaults} say so. As thread-safe as the
 * store behind it; abilities are forwarded, and their operations logged too.
 */
public final class FaultyStore implements BackupStore {

    private final BackupStore store;
    private final StoreFaults faults;

    /**
     * Puts faults before a store.
     *
     * @param store the store behind; closed with this one
     * @param faults the log and the plan, which several stores may share
     */
    public FaultyStore(BackupStore store, StoreFaults faults) {
        this.store = store;
        this.faults = faults;
    }

    /**
     * Puts faults before whatever a definition opens.
     *
     * @param definition the definition behind
     * @param faults the log and the plan
     * @return a definition with the same type, settings and location
     */
    public static StoreDefinition of(StoreDefinition definition, StoreFaults faults) {
        return new StoreDefinition() {
            @Override
            public String type() {
                return definition.type();
            }

            @Override
            public Settings settings() {
                return definition.settings();
            }

            @Override
            public String location() {
                return definition.location();
            }

            @Override
            public BackupStore open() throws Exception {
                return new FaultyStore(definition.open(), faults);
            }

            @Override
            public String toString() {
                return definition.toString();
            }
        };
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
        Upload upload = faults.run("upload " + key, () -> store.upload(key, expectedBytes));
        return new FaultyUpload(upload, key);
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        return new FaultyStream(faults.run("open " + key, () -> store.open(key, offset, length)), key);
    }

    @Override
    public Optional<ObjectStat> stat(ObjectKey key) throws IOException {
        return faults.run("stat " + key, () -> store.stat(key));
    }

    @Override
    public Stream<ObjectStat> list(String prefix) throws IOException {
        return faults.run("list " + prefix, () -> store.list(prefix));
    }

    @Override
    public boolean delete(ObjectKey key) throws IOException {
        return faults.run("delete " + key, () -> store.delete(key));
    }

    @Override
    public <A> Optional<A> ability(Class<A> type) {
        return store.ability(type).map(ability -> type.cast(faulty(type, ability)));
    }

    private Object faulty(Class<?> type, Object ability) {
        if (type == FreeSpace.class) {
            FreeSpace space = (FreeSpace) ability;
            return (FreeSpace) () -> faults.run("free", space::freeBytes);
        }
        if (type == FolderListing.class) {
            FolderListing listing = (FolderListing) ability;
            return (FolderListing) prefix -> faults.run("children " + prefix, () -> listing.children(prefix));
        }
        if (type == IncompleteUploads.class) {
            IncompleteUploads uploads = (IncompleteUploads) ability;
            return (IncompleteUploads)
                    (prefix, before) -> faults.run("abort " + prefix, () -> uploads.abort(prefix, before));
        }
        return ability;
    }

    /** Closes the store behind; a process that was killed closes nothing. */
    @Override
    public void close() throws IOException {
        if (!faults.isKilled()) {
            store.close();
        }
    }

    /** {@return the location} */
    @Override
    public String toString() {
        return location();
    }

    private final class FaultyUpload implements Upload {
        private final Upload upload;
        private final ObjectKey key;
        private final OutputStream body;
        private boolean committed;
        private boolean closed;

        FaultyUpload(Upload upload, ObjectKey key) {
            this.upload = upload;
            this.key = key;
            this.body = new FaultyBody(upload.body(), key);
        }

        @Override
        public OutputStream body() {
            return body;
        }

        @Override
        public void commit() throws IOException {
            faults.run("commit " + key, () -> {
                upload.commit();
                committed = true;
                return key;
            });
        }

        @Override
        public void close() throws IOException {
            if (faults.isKilled()) {
                return;
            }
            if (committed || closed) {
                upload.close();
                return;
            }
            closed = true;
            faults.run("abandon " + key, () -> {
                upload.close();
                return key;
            });
        }
    }

    private final class FaultyBody extends OutputStream {
        private final OutputStream body;
        private final ObjectKey key;

        FaultyBody(OutputStream body, ObjectKey key) {
            this.body = body;
            this.key = key;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            faults.run("write " + key, () -> {
                body.write(bytes, offset, length);
                return key;
            });
        }

        @Override
        public void flush() throws IOException {
            body.flush();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private final class FaultyStream extends BlockInputStream {
        private final ObjectKey key;

        FaultyStream(InputStream in, ObjectKey key) {
            super(in);
            this.key = key;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return faults.run("read " + key, () -> in.read(bytes, offset, length));
        }
    }
}
