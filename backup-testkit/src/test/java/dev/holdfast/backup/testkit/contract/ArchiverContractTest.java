package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.spi.ArchiveEntry;
import dev.holdfast.backup.spi.ArchiveInput;
import dev.holdfast.backup.spi.ArchiveOutput;
import dev.holdfast.backup.spi.ArchiveReader;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.Archiver;
import dev.holdfast.backup.spi.ContentSource;
import dev.holdfast.backup.spi.EntryKind;
import dev.holdfast.backup.spi.EntryMetadata;
import dev.holdfast.backup.spi.EntryName;
import dev.holdfast.backup.testkit.MemoryArchiver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The archiver contract passes good formats and finds each broken rule. */
class ArchiverContractTest {

    private static final Set<EntryKind> FILES = EnumSet.of(EntryKind.FILE, EntryKind.DIRECTORY);

    @Test
    void the_format_in_memory_keeps_all_rules() {
        ContractRun.of(Good.class).assertKeepsAllBut("ARCHIVE-02");
    }

    @Test
    void a_format_of_few_kinds_keeps_all_rules() {
        ContractRun.of(GoodForFiles.class).assertKeepsAllBut();
    }

    @TestFactory
    Stream<DynamicTest> every_broken_rule_is_found() {
        return Contracts.findBroken(Map.of(
                "ARCHIVE-01", CutsNanoseconds.class,
                "ARCHIVE-02", StoresSomethingWeaker.class,
                "ARCHIVE-03", PadsShortContent.class,
                "ARCHIVE-04", FinishesWhenClosed.class,
                "ARCHIVE-05", ThrowsOtherExceptions.class,
                "ARCHIVE-06", CollectsAll.class,
                "ARCHIVE-07", CleansNames.class,
                "ARCHIVE-08", LosesItsPlace.class,
                "ARCHIVE-09", NeedsAnEntry.class));
    }

    static class Good extends ArchiverContract {
        @Override
        protected Archiver archiver() {
            return new MemoryArchiver();
        }
    }

    static class GoodForFiles extends ArchiverContract {
        @Override
        protected Archiver archiver() {
            return new MemoryArchiver(FILES);
        }
    }

    /** A good format of which tests change one thing. */
    private static class Changed implements Archiver {
        final Archiver archiver;

        Changed(Set<EntryKind> kinds) {
            archiver = new MemoryArchiver(kinds);
        }

        Changed() {
            archiver = new MemoryArchiver();
        }

        @Override
        public String format() {
            return archiver.format();
        }

        @Override
        public Set<EntryKind> kinds() {
            return archiver.kinds();
        }

        @Override
        public ArchiveWriter create(ArchiveOutput out) throws IOException {
            return archiver.create(out);
        }

        @Override
        public ArchiveReader open(ArchiveInput in) throws IOException {
            return archiver.open(in);
        }
    }

    private static class ChangedWriter implements ArchiveWriter {
        final ArchiveWriter writer;

        ChangedWriter(ArchiveWriter writer) {
            this.writer = writer;
        }

        @Override
        public Set<EntryKind> kinds() {
            return writer.kinds();
        }

        @Override
        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
            writer.add(entry, content);
        }

        @Override
        public void finish() throws IOException {
            writer.finish();
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    private static class ChangedReader implements ArchiveReader {
        final ArchiveReader reader;

        ChangedReader(ArchiveReader reader) {
            this.reader = reader;
        }

        @Override
        public Optional<ArchiveEntry> next() throws IOException {
            return reader.next();
        }

        @Override
        public InputStream content() {
            return reader.content();
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }

    static class CutsNanoseconds extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveWriter create(ArchiveOutput out) throws IOException {
                    return new ChangedWriter(super.create(out)) {
                        @Override
                        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                            EntryMetadata old = entry.metadata();
                            EntryMetadata cut = new EntryMetadata(
                                    old.mode(),
                                    old.userId(),
                                    old.groupId(),
                                    old.user(),
                                    old.group(),
                                    old.modified().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                                    old.attributes());
                            writer.add(
                                    new ArchiveEntry(
                                            entry.name(),
                                            entry.kind(),
                                            cut,
                                            entry.size(),
                                            entry.link(),
                                            entry.device(),
                                            entry.extents(),
                                            entry.version()),
                                    content);
                        }
                    };
                }
            };
        }
    }

    static class StoresSomethingWeaker extends GoodForFiles {
        @Override
        protected Archiver archiver() {
            return new Changed(FILES) {
                @Override
                public ArchiveWriter create(ArchiveOutput out) throws IOException {
                    return new ChangedWriter(super.create(out)) {
                        @Override
                        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                            if (entry.kind() == EntryKind.HARD_LINK) {
                                writer.add(ArchiveEntry.file(entry.name(), entry.metadata(), 0), ContentSource.none());
                            } else {
                                writer.add(entry, content);
                            }
                        }
                    };
                }
            };
        }
    }

    static class PadsShortContent extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveWriter create(ArchiveOutput out) throws IOException {
                    return new ChangedWriter(super.create(out)) {
                        @Override
                        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                            if (entry.storedSize() != 1000) {
                                writer.add(entry, content);
                                return;
                            }
                            writer.add(entry, () -> {
                                try (InputStream in = content.open()) {
                                    return new ByteArrayInputStream(Arrays.copyOf(in.readNBytes(1000), 1000));
                                }
                            });
                        }
                    };
                }
            };
        }
    }

    static class FinishesWhenClosed extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveWriter create(ArchiveOutput out) throws IOException {
                    return new ChangedWriter(super.create(out)) {
                        private boolean finished;
                        private boolean failed;

                        @Override
                        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                            failed = true;
                            writer.add(entry, content);
                            failed = false;
                        }

                        @Override
                        public void finish() throws IOException {
                            finished = true;
                            writer.finish();
                        }

                        @Override
                        public void close() throws IOException {
                            if (!finished && !failed) {
                                finish();
                            }
                            writer.close();
                        }
                    };
                }
            };
        }
    }

    static class ThrowsOtherExceptions extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveReader open(ArchiveInput in) throws IOException {
                    byte[] archive = in.stream().readAllBytes();
                    // A length in the first header is trusted.
                    if (archive.length > 8 && archive[8] != 0 && archive[8] < 0) {
                        throw new NegativeArraySizeException("header of " + archive[8]);
                    }
                    if (archive.length == 37) {
                        throw new IllegalStateException("cut where nobody expects it");
                    }
                    return archiver.open(new ArchiveInput() {
                        @Override
                        public InputStream stream() {
                            if (archive.length > 8 && archive.length < 100) {
                                throw new UncheckedIOException(new IOException("no header"));
                            }
                            return new ByteArrayInputStream(archive);
                        }

                        @Override
                        public java.nio.file.Path file() throws IOException {
                            return in.file();
                        }
                    });
                }
            };
        }

        @Override
        protected Optional<String> waived(String rule) {
            // The broken reader takes every small archive for damaged; that is not what this one is about.
            return rule.equals("ARCHIVE-05") ? Optional.empty() : Optional.of("not tried here");
        }
    }

    static class CollectsAll extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveWriter create(ArchiveOutput out) throws IOException {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    OutputStream target = out.artifact();
                    return new ChangedWriter(super.create(() -> all)) {
                        @Override
                        public void close() throws IOException {
                            writer.close();
                            all.writeTo(target);
                            target.close();
                        }
                    };
                }
            };
        }
    }

    static class CleansNames extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveReader open(ArchiveInput in) throws IOException {
                    return new ChangedReader(super.open(in)) {
                        @Override
                        public Optional<ArchiveEntry> next() throws IOException {
                            return reader.next()
                                    .map(entry -> entry.name().value().startsWith("../")
                                            ? new ArchiveEntry(
                                                    new EntryName(
                                                            entry.name().value().substring(3)),
                                                    entry.kind(),
                                                    entry.metadata(),
                                                    entry.size(),
                                                    entry.link(),
                                                    entry.device(),
                                                    entry.extents(),
                                                    entry.version())
                                            : entry);
                        }
                    };
                }
            };
        }
    }

    static class LosesItsPlace extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveReader open(ArchiveInput in) throws IOException {
                    return new ChangedReader(super.open(in)) {
                        private InputStream last = InputStream.nullInputStream();

                        @Override
                        public Optional<ArchiveEntry> next() throws IOException {
                            if (last.read() >= 0) {
                                // Unread content is taken for the next entry, and there is none in it.
                                return Optional.empty();
                            }
                            Optional<ArchiveEntry> entry = reader.next();
                            last = reader.content();
                            return entry;
                        }
                    };
                }
            };
        }
    }

    static class NeedsAnEntry extends Good {
        @Override
        protected Archiver archiver() {
            return new Changed() {
                @Override
                public ArchiveWriter create(ArchiveOutput out) throws IOException {
                    return new ChangedWriter(super.create(out)) {
                        private int entries;

                        @Override
                        public void add(ArchiveEntry entry, ContentSource content) throws IOException {
                            entries++;
                            writer.add(entry, content);
                        }

                        @Override
                        public void finish() throws IOException {
                            if (entries == 0) {
                                throw new IOException("nothing was added");
                            }
                            writer.finish();
                        }
                    };
                }
            };
        }
    }
}
