package dev.holdfast.backup.internal.pipeline;

import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.internal.format.BackupLayout;
import dev.holdfast.backup.spi.ArchiveWriter;
import dev.holdfast.backup.spi.BackupSink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a target writes to: holds it to the rules of {@link BackupSink}, and leaves the bytes to the writer. */
final class WriterSink implements BackupSink {

    /** Leaves room in a manifest of 64 KiB for everything else that it says. */
    static final int MAX_FACT_BYTES = 48 * 1024;

    private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final ArtifactFactory factory;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Set<String> suffixes = new HashSet<>();
    private final Set<String> names =
            new HashSet<>(Set.of(BackupLayout.MANIFEST, BackupLayout.SUMS, BackupLayout.GUIDE));
    private int factBytes;
    private int dataArtifacts;
    private int archives;
    private boolean sealed;
    private @Nullable String openSuffix;
    private @Nullable Runnable abandonOpen;
    private @Nullable String unfinished;

    /** Makes the streams. */
    interface ArtifactFactory {
        /** Returns the name that an artifact will have. */
        String name(String suffix);

        ArtifactStream artifact(String suffix, String name, ArtifactRole role, @Nullable String archiveFormat)
                throws IOException;

        String indexName(String suffix, boolean first);

        ArtifactStream index(String name) throws IOException;

        IndexingArchiveWriter archive(ArtifactStream artifact, ArtifactStream index, Runnable onClose)
                throws IOException;

        String archiveFormat();
    }

    WriterSink(ArtifactFactory factory) {
        this.factory = factory;
    }

    @Override
    public OutputStream artifact(String suffix) throws IOException {
        return open(suffix, ArtifactRole.DATA);
    }

    @Override
    public OutputStream evidence(String suffix) throws IOException {
        return open(suffix, ArtifactRole.EVIDENCE);
    }

    private OutputStream open(String suffix, ArtifactRole role) throws IOException {
        begin(suffix);
        String name = claimName(factory.name(suffix));
        ArtifactStream stream = factory.artifact(suffix, name, role, null);
        opened(suffix, stream::abandon);
        return new FilterOutputStream(stream) {
            @Override
            public void write(byte[] buffer, int offset, int length) throws IOException {
                out.write(buffer, offset, length);
            }

            @Override
            public void close() throws IOException {
                if (stream.isClosed()) {
                    return;
                }
                try {
                    stream.close();
                    dataArtifacts += role == ArtifactRole.DATA ? 1 : 0;
                } finally {
                    closed();
                }
            }
        };
    }

    @Override
    public ArchiveWriter archive(String suffix) throws IOException {
        String format = factory.archiveFormat();
        String known = suffix.isEmpty() ? format : suffix;
        begin(known);
        String name = claimName(factory.name(suffix.isEmpty() ? format : suffix + "." + format));
        boolean first = archives == 0;
        String indexName = claimName(factory.indexName(known, first));
        ArtifactStream artifact = factory.artifact(known, name, ArtifactRole.DATA, format);
        @Nullable ArtifactStream index = null;
        @Nullable IndexingArchiveWriter writer = null;
        try {
            index = factory.index(indexName);
            IndexingArchiveWriter[] made = new IndexingArchiveWriter[1];
            writer = factory.archive(artifact, index, () -> {
                closed();
                if (made[0] != null && made[0].isComplete()) {
                    dataArtifacts++;
                } else {
                    unfinished = known;
                }
            });
            made[0] = writer;
        } finally {
            if (writer == null) {
                artifact.abandon();
                if (index != null) {
                    index.abandon();
                }
            }
        }
        archives++;
        opened(known, writer::abandon);
        return writer;
    }

    @Override
    public void fact(String name, String value) {
        requireUnsealed();
        String before = facts.get(name);
        int bytes = factBytes + size(value) - (before == null ? -size(name) : size(before));
        if (bytes > MAX_FACT_BYTES) {
            throw misuse("HF-RUN-063", "fact " + name + " makes the facts larger than " + MAX_FACT_BYTES + " bytes");
        }
        factBytes = bytes;
        facts.put(name, value);
    }

    /** The bytes in the manifest, where a control character takes six. */
    private static int size(String text) {
        int more = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            more += c < 0x20 ? 5 : c == '"' || c == '\\' ? 1 : 0;
        }
        return text.getBytes(StandardCharsets.UTF_8).length + more + 4;
    }

    private void begin(String suffix) {
        requireUnsealed();
        if (openSuffix != null) {
            throw misuse("HF-RUN-060", "the target opens " + suffix + " while " + openSuffix + " is open");
        }
        if (!SUFFIX.matcher(suffix).matches()) {
            throw misuse("HF-RUN-061", "the target calls an artifact \"" + suffix + "\"");
        }
        if (!suffixes.add(suffix)) {
            throw misuse("HF-RUN-062", "the target begins artifact " + suffix + " twice");
        }
    }

    private String claimName(String name) {
        if (!names.add(name)) {
            throw misuse("HF-RUN-062", "the backup has two artifacts named " + name);
        }
        return name;
    }

    private void requireUnsealed() {
        if (sealed) {
            throw misuse("HF-RUN-064", "the target uses the sink after its capture returned");
        }
    }

    private void opened(String suffix, Runnable abandon) {
        openSuffix = suffix;
        abandonOpen = abandon;
    }

    private void closed() {
        openSuffix = null;
        abandonOpen = null;
    }

    /**
     * Takes note that the capture returned.
     *
     * @throws TargetException if something is open, an archive is not whole, or there is nothing to restore
     */
    void seal() {
        if (openSuffix != null) {
            throw misuse("HF-RUN-065", "the target left artifact " + openSuffix + " open");
        }
        if (unfinished != null) {
            throw misuse("HF-RUN-066", "the target closed archive " + unfinished + " without finishing it");
        }
        if (dataArtifacts == 0) {
            throw misuse("HF-RUN-067", "the target wrote nothing that could be restored");
        }
        sealed = true;
    }

    /** Gives up what is open. */
    void abandon() {
        Runnable abandon = abandonOpen;
        closed();
        sealed = true;
        if (abandon != null) {
            abandon.run();
        }
    }

    Map<String, String> facts() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    private static TargetException misuse(String code, String message) {
        return new TargetException(Failure.of(code, message)
                .hint("This is a fault of the target's implementation: report it to whoever made it."));
    }
}
