package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.ObjectKey;
import dev.holdfast.backup.StoreException;
import dev.holdfast.backup.spi.BackupStore;
import dev.holdfast.backup.spi.FolderListing;
import dev.holdfast.backup.spi.FreeSpace;
import dev.holdfast.backup.spi.ObjectStat;
import dev.holdfast.backup.spi.StoreDefinition;
import dev.holdfast.backup.spi.Upload;
import dev.holdfast.backup.testkit.InMemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The store contract passes a good store and finds each broken rule. */
class StoreContractTest {

    @Test
    void a_store_in_memory_keeps_all_rules_but_those_about_power_and_memory() {
        ContractRun.of(Good.class).assertKeepsAllBut("STORE-02", "STORE-13");
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        Map<String, Class<?>> broken = Map.ofEntries(
                Map.entry("STORE-01", VisibleTooEarly.class),
                Map.entry("STORE-03", Overwrites.class),
                Map.entry("STORE-04", KeepsWhatWasGivenUp.class),
                Map.entry("STORE-05", IgnoresTheLength.class),
                Map.entry("STORE-06", MissingIsEmpty.class),
                Map.entry("STORE-07", ListsOnePage.class),
                Map.entry("STORE-08", RemembersStats.class),
                Map.entry("STORE-09", AlwaysDeleted.class),
                Map.entry("STORE-10", OneUploadAtATime.class),
                Map.entry("STORE-11", LooksThenPuts.class),
                Map.entry("STORE-12", NothingIsNothing.class),
                Map.entry("STORE-13", CollectsInMemory.class),
                Map.entry("STORE-14", ShowsItsPassword.class),
                Map.entry("folder_listing_gives_one_level", ListsAllLevels.class),
                Map.entry("free_space_is_not_negative", NegativeSpace.class));
        return broken.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + " " + entry.getValue().getSimpleName(), () -> {
                            ContractRun run = ContractRun.of(entry.getValue());
                            if (entry.getKey().startsWith("STORE")) {
                                run.assertBreaksOnly(entry.getKey());
                            } else {
                                org.assertj.core.api.Assertions.assertThat(run.failed())
                                        .containsExactly(entry.getKey());
                            }
                        }));
    }

    static class Good extends StoreContract {
        final InMemoryStore memory = new InMemoryStore("contract");
        private final StoreDefinition definition = memory.definition();

        @Override
        protected BackupStore open() throws Exception {
            return definition.open();
        }

        @Override
        protected Optional<String> waived(String rule) {
            return rule.equals("STORE-13")
                    ? Optional.of("a store in memory keeps its objects there")
                    : Optional.empty();
        }
    }

    /** A broken store: a good one behind, of which tests change one thing. */
    private static class Changed implements BackupStore {
        final BackupStore store;

        Changed(BackupStore store) {
            this.store = store;
        }

        @Override
        public String location() {
            return store.location();
        }

        @Override
        public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
            return store.upload(key, expectedBytes);
        }

        @Override
        public InputStream open(ObjectKey key, long offset, long length) throws IOException {
            return store.open(key, offset, length);
        }

        @Override
        public Optional<ObjectStat> stat(ObjectKey key) throws IOException {
            return store.stat(key);
        }

        @Override
        public Stream<ObjectStat> list(String prefix) throws IOException {
            return store.list(prefix);
        }

        @Override
        public boolean delete(ObjectKey key) throws IOException {
            return store.delete(key);
        }

        @Override
        public <A> Optional<A> ability(Class<A> type) {
            return store.ability(type);
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    private static class ChangedUpload implements Upload {
        final Upload upload;

        ChangedUpload(Upload upload) {
            this.upload = upload;
        }

        @Override
        public OutputStream body() {
            return upload.body();
        }

        @Override
        public void commit() throws IOException {
            upload.commit();
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }

    static class VisibleTooEarly extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
                    Upload upload = store.upload(key, expectedBytes);
                    return new ChangedUpload(upload) {
                        private boolean committed;
                        private final OutputStream body = new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                upload.body().write(b);
                            }

                            @Override
                            public void write(byte[] bytes, int offset, int length) throws IOException {
                                upload.body().write(bytes, offset, length);
                            }

                            @Override
                            public void close() throws IOException {
                                upload.commit();
                                committed = true;
                            }
                        };

                        @Override
                        public OutputStream body() {
                            return body;
                        }

                        @Override
                        public void commit() throws IOException {
                            if (!committed) {
                                upload.commit();
                            }
                        }
                    };
                }
            };
        }
    }

    static class Overwrites extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
                    return new ChangedUpload(store.upload(key, expectedBytes)) {
                        @Override
                        public void commit() throws IOException {
                            try {
                                upload.commit();
                            } catch (StoreException e) {
                                if (!key.value().contains("contended")) {
                                    store.delete(key);
                                    upload.commit();
                                } else {
                                    throw e;
                                }
                            }
                        }
                    };
                }
            };
        }
    }

    static class KeepsWhatWasGivenUp extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
                    return new ChangedUpload(store.upload(key, OptionalLong.empty())) {
                        private boolean committed;

                        @Override
                        public void commit() throws IOException {
                            committed = true;
                            upload.commit();
                        }

                        @Override
                        public void close() throws IOException {
                            if (!committed) {
                                upload.commit();
                                committed = true;
                            }
                            upload.close();
                        }
                    };
                }
            };
        }
    }

    static class IgnoresTheLength extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public InputStream open(ObjectKey key, long offset, long length) throws IOException {
                    return store.open(key, offset, Long.MAX_VALUE);
                }
            };
        }
    }

    static class MissingIsEmpty extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public InputStream open(ObjectKey key, long offset, long length) throws IOException {
                    if (key.value().contains("missing") && store.stat(key).isEmpty()) {
                        return InputStream.nullInputStream();
                    }
                    return store.open(key, offset, length);
                }
            };
        }
    }

    static class ListsOnePage extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public Stream<ObjectStat> list(String prefix) throws IOException {
                    return store.list(prefix).limit(100);
                }
            };
        }
    }

    static class RemembersStats extends Good {
        @Override
        protected BackupStore open() throws Exception {
            Map<ObjectKey, Optional<ObjectStat>> seen = new ConcurrentHashMap<>();
            return new Changed(super.open()) {
                @Override
                public Optional<ObjectStat> stat(ObjectKey key) throws IOException {
                    if (!key.value().endsWith("seen")) {
                        return store.stat(key);
                    }
                    Optional<ObjectStat> known = seen.get(key);
                    if (known == null) {
                        known = store.stat(key);
                        seen.put(key, known);
                    }
                    return known;
                }
            };
        }
    }

    static class AlwaysDeleted extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public boolean delete(ObjectKey key) throws IOException {
                    boolean deleted = store.delete(key);
                    return deleted || key.value().endsWith("gone");
                }
            };
        }
    }

    static class OneUploadAtATime extends Good {
        @Override
        protected BackupStore open() throws Exception {
            AtomicInteger uploads = new AtomicInteger();
            return new Changed(super.open()) {
                @Override
                public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
                    if (uploads.incrementAndGet() > 1 && key.value().contains("shared")) {
                        uploads.decrementAndGet();
                        throw new StoreException(Failure.of("TEST-001", "the connection is busy"));
                    }
                    return new ChangedUpload(store.upload(key, expectedBytes)) {
                        private boolean closed;

                        @Override
                        public void close() throws IOException {
                            if (!closed) {
                                closed = true;
                                uploads.decrementAndGet();
                            }
                            upload.close();
                        }

                        @Override
                        public void commit() throws IOException {
                            try {
                                Thread.sleep(2);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            upload.commit();
                        }
                    };
                }
            };
        }
    }

    static class LooksThenPuts extends Good {
        private final Map<ObjectKey, byte[]> contended = new ConcurrentHashMap<>();

        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
                    if (!key.value().contains("contended")) {
                        return store.upload(key, expectedBytes);
                    }
                    return new Upload() {
                        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

                        @Override
                        public OutputStream body() {
                            return body;
                        }

                        @Override
                        public void commit() {
                            if (contended.containsKey(key)) {
                                throw new StoreException(Failure.of("HF-STO-003", "there is one"));
                            }
                            try {
                                Thread.sleep(5);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            contended.put(key, body.toByteArray());
                        }

                        @Override
                        public void close() {}
                    };
                }
            };
        }
    }

    static class NothingIsNothing extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public Upload upload(ObjectKey key, OptionalLong expectedBytes) throws IOException {
                    return new ChangedUpload(store.upload(key, expectedBytes)) {
                        @Override
                        public void commit() throws IOException {
                            if (expectedBytes.orElse(1) > 0 || key.value().contains("many")) {
                                upload.commit();
                            }
                        }
                    };
                }
            };
        }
    }

    static class CollectsInMemory extends Good {
        @Override
        protected Optional<String> waived(String rule) {
            return Optional.empty();
        }
    }

    static class ShowsItsPassword extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public String location() {
                    return "sftp://backup:hunter2@example.org/backups";
                }
            };
        }
    }

    static class ListsAllLevels extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public <A> Optional<A> ability(Class<A> type) {
                    if (type == FolderListing.class) {
                        FolderListing all = prefix -> {
                            List<String> names = new ArrayList<>();
                            try (Stream<ObjectStat> below = store.list(prefix)) {
                                below.forEach(
                                        stat -> names.add(stat.key().value().substring(prefix.length())));
                            }
                            return names.stream();
                        };
                        return Optional.of(type.cast(all));
                    }
                    return store.ability(type);
                }
            };
        }
    }

    static class NegativeSpace extends Good {
        @Override
        protected BackupStore open() throws Exception {
            return new Changed(super.open()) {
                @Override
                public <A> Optional<A> ability(Class<A> type) {
                    if (type == FreeSpace.class) {
                        FreeSpace space = () -> -1;
                        return Optional.of(type.cast(space));
                    }
                    return store.ability(type);
                }
            };
        }
    }
}
