package dev.holdfast.backup.internal.catalog;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Digest;
import dev.holdfast.backup.DigestAlgorithm;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.TargetId;
import dev.holdfast.backup.internal.FrozenList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The form of a manifest in the cache. Artifacts stay bytes until somebody looks at them: rules judge a hundred thousand backups by their
 * dates and sizes alone.
 *
 * <p>For one thread.
 */
final class SummaryCodec {

    private final Map<String, String> words = new HashMap<>();
    private final Map<String, TargetId> targets = new HashMap<>();

    byte[] encode(BackupManifest manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(manifest.uid());
        out.writeUTF(manifest.run());
        out.writeUTF(manifest.job());
        out.writeUTF(manifest.target().type());
        out.writeUTF(manifest.target().name());
        out.writeByte(manifest.state().ordinal());
        instant(out, manifest.startedAt());
        instant(out, manifest.finishedAt());
        Instant dueAt = manifest.dueAt();
        out.writeBoolean(dueAt != null);
        if (dueAt != null) {
            instant(out, dueAt);
        }
        out.writeLong(manifest.bytes());
        out.writeLong(manifest.originalBytes());
        out.writeLong(manifest.entries());
        out.writeInt(manifest.labels().size());
        for (Map.Entry<String, String> label : manifest.labels().entrySet()) {
            out.writeUTF(label.getKey());
            out.writeUTF(label.getValue());
        }
        out.writeInt(manifest.artifacts().size());
        for (Artifact artifact : manifest.artifacts()) {
            artifact(out, manifest.id().value(), artifact);
        }
        return bytes.toByteArray();
    }

    private static void instant(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static void artifact(DataOutputStream out, String id, Artifact artifact) throws IOException {
        boolean prefixed = artifact.name().startsWith(id);
        out.writeBoolean(prefixed);
        out.writeUTF(prefixed ? artifact.name().substring(id.length()) : artifact.name());
        out.writeUTF(artifact.suffix());
        out.writeByte(artifact.role().ordinal());
        out.writeLong(artifact.bytes());
        out.write(HexFormat.of().parseHex(artifact.sha256()));
        out.writeLong(artifact.originalBytes());
        out.writeByte(artifact.originalDigest().algorithm().ordinal());
        byte[] original = HexFormat.of().parseHex(artifact.originalDigest().hex());
        out.writeByte(original.length);
        out.write(original);
        out.writeByte(artifact.encodings().size());
        for (String encoding : artifact.encodings()) {
            out.writeUTF(encoding);
        }
        String format = artifact.archiveFormat();
        out.writeUTF(format == null ? "" : format);
        out.writeLong(artifact.entries().orElse(-1));
        out.writeLong(artifact.encodeMillis());
    }

    Summary decode(BackupId id, byte[] data, int offset, int length) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(data, offset, length);
        DataInputStream in = new DataInputStream(bytes);
        String uid = in.readUTF();
        String run = in.readUTF();
        String job = word(in);
        TargetId target = target(in.readUTF(), in.readUTF());
        RunState state = RunState.values()[in.readByte()];
        Instant startedAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
        Instant finishedAt = Instant.ofEpochSecond(in.readLong(), in.readInt());
        @Nullable Instant dueAt = in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
        long stored = in.readLong();
        long original = in.readLong();
        long entries = in.readLong();
        int count = in.readInt();
        Map<String, String> labels = count == 0 ? Map.of() : new LinkedHashMap<>();
        for (int left = count; left > 0; left--) {
            labels.put(word(in), word(in));
        }
        int size = in.readInt();
        int rest = bytes.available();
        return new Summary(
                id,
                uid,
                target,
                job,
                run,
                state,
                startedAt,
                finishedAt,
                dueAt,
                stored,
                original,
                entries,
                labels,
                new Artifacts(id.value(), data, offset + length - rest, rest, size));
    }

    /** Many backups say the same few words. */
    private String word(DataInputStream in) throws IOException {
        String word = in.readUTF();
        return words.computeIfAbsent(word, same -> same);
    }

    private TargetId target(String type, String name) {
        return targets.computeIfAbsent(type + ":" + name, key -> new TargetId(type, name));
    }

    /** The artifacts of one backup, read from their bytes at each look. */
    private static final class Artifacts extends FrozenList<Artifact> {

        private final String id;
        private final byte[] data;
        private final int offset;
        private final int length;
        private final int size;

        Artifacts(String id, byte[] data, int offset, int length, int size) {
            this.id = id;
            this.data = data;
            this.offset = offset;
            this.length = length;
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Artifact get(int index) {
            return all().get(index);
        }

        @Override
        public Iterator<Artifact> iterator() {
            return all().iterator();
        }

        private List<Artifact> all() {
            try {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(data, offset, length));
                List<Artifact> artifacts = new ArrayList<>(size);
                for (int i = 0; i < size; i++) {
                    artifacts.add(artifact(in));
                }
                return List.copyOf(artifacts);
            } catch (IOException e) {
                // The checksum of the cache held, so this is the library's own fault.
                throw new IllegalStateException("the cache has a broken entry of " + id, e);
            }
        }

        private Artifact artifact(DataInputStream in) throws IOException {
            boolean prefixed = in.readBoolean();
            String rest = in.readUTF();
            String suffix = in.readUTF();
            ArtifactRole role = ArtifactRole.values()[in.readByte()];
            long bytes = in.readLong();
            String sha256 = HexFormat.of().formatHex(in.readNBytes(32));
            long originalBytes = in.readLong();
            DigestAlgorithm algorithm = DigestAlgorithm.values()[in.readByte()];
            Digest original = new Digest(algorithm, HexFormat.of().formatHex(in.readNBytes(in.readByte())));
            List<String> encodings = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                encodings.add(in.readUTF());
            }
            @Nullable String format = in.readUTF();
            long entries = in.readLong();
            return new Artifact(
                    prefixed ? id + rest : rest,
                    suffix,
                    role,
                    bytes,
                    sha256,
                    originalBytes,
                    original,
                    encodings,
                    format.isEmpty() ? null : format,
                    entries < 0 ? OptionalLong.empty() : OptionalLong.of(entries),
                    in.readLong());
        }
    }
}
