package dev.holdfast.backup.internal.format;

import dev.holdfast.backup.Artifact;
import dev.holdfast.backup.ArtifactRole;
import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.BackupId;
import dev.holdfast.backup.BackupManifest;
import dev.holdfast.backup.Digest;
import dev.holdfast.backup.Failure;
import dev.holdfast.backup.IntegrityException;
import dev.holdfast.backup.Problem;
import dev.holdfast.backup.RunState;
import dev.holdfast.backup.Severity;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.TargetId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/**
 * The stored form of manifests: JSON, pretty-printed, the same bytes for equal manifests.
 *
 * <p>A format version that is not known is refused. Members that are not known are passed over: a later library may add one that earlier ones
 * can do without, and raises the version for one that they cannot.
 */
public final class ManifestJson {

    /** The most bytes of a stored manifest. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The most problems in a manifest. */
    public static final int MAX_PROBLEMS = 100;

    private ManifestJson() {}

    /**
     * Writes a manifest.
     *
     * @param manifest the manifest
     * @return its stored form
     * @throws TargetException {@code HF-CAT-004} if it is over {@link #MAX_BYTES}
     */
    public static byte[] write(BackupManifest manifest) {
        byte[] bytes = Json.write(json -> manifest(json, manifest));
        if (bytes.length > MAX_BYTES) {
            throw new TargetException(
                    Failure.of(
                                    "HF-CAT-004",
                                    "the manifest of " + manifest.id() + " has " + bytes.length + " bytes, more than "
                                            + MAX_BYTES)
                            .hint(
                                    "Let the target record fewer facts and artifacts; what grows with the data belongs into evidence."));
        }
        return bytes;
    }

    /**
     * Shortens the list of problems until the manifest fits; a last problem then says how many were left out.
     *
     * @param manifest the manifest, with any number of problems
     * @return the manifest, or one with fewer problems
     */
    public static BackupManifest fit(BackupManifest manifest) {
        int keep = Math.min(manifest.problems().size(), MAX_PROBLEMS);
        BackupManifest fitting = withProblems(manifest, keep);
        while (keep > 0 && size(fitting) > MAX_BYTES) {
            keep /= 2;
            fitting = withProblems(manifest, keep);
        }
        return fitting;
    }

    private static int size(BackupManifest manifest) {
        return Json.write(json -> manifest(json, manifest)).length;
    }

    private static BackupManifest withProblems(BackupManifest manifest, int keep) {
        List<Problem> all = manifest.problems();
        if (keep == all.size()) {
            return manifest;
        }
        // One place is for the problem that counts the others.
        int shown = Math.min(keep, MAX_PROBLEMS - 1);
        List<Problem> problems = new ArrayList<>(all.subList(0, shown));
        problems.add(new Problem(
                Severity.INFO,
                "HF-CAT-022",
                (all.size() - shown) + " more problems are not listed in the manifest",
                "The evidence of the backup has the full list if the target keeps one."));
        return new BackupManifest(
                manifest.formatVersion(),
                manifest.uid(),
                manifest.id(),
                manifest.run(),
                manifest.job(),
                manifest.target(),
                manifest.state(),
                manifest.startedAt(),
                manifest.finishedAt(),
                manifest.dueAt(),
                manifest.artifacts(),
                manifest.facts(),
                problems,
                manifest.labels(),
                manifest.libraryVersion());
    }

    private static void manifest(JsonGenerator json, BackupManifest manifest) {
        json.writeStartObject();
        json.writeNumberProperty("formatVersion", manifest.formatVersion());
        json.writeStringProperty("uid", manifest.uid());
        json.writeStringProperty("id", manifest.id().value());
        json.writeStringProperty("run", manifest.run());
        json.writeStringProperty("job", manifest.job());
        json.writeObjectPropertyStart("target");
        json.writeStringProperty("type", manifest.target().type());
        json.writeStringProperty("name", manifest.target().name());
        json.writeEndObject();
        json.writeStringProperty("state", word(manifest.state()));
        json.writeStringProperty("startedAt", manifest.startedAt().toString());
        json.writeStringProperty("finishedAt", manifest.finishedAt().toString());
        Instant due = manifest.dueAt();
        if (due != null) {
            json.writeStringProperty("dueAt", due.toString());
        }
        json.writeArrayPropertyStart("artifacts");
        manifest.artifacts().forEach(artifact -> artifact(json, artifact));
        json.writeEndArray();
        texts(json, "facts", manifest.facts());
        json.writeArrayPropertyStart("problems");
        manifest.problems().forEach(problem -> problem(json, problem));
        json.writeEndArray();
        texts(json, "labels", manifest.labels());
        json.writeStringProperty("libraryVersion", manifest.libraryVersion());
        json.writeEndObject();
    }

    private static void artifact(JsonGenerator json, Artifact artifact) {
        json.writeStartObject();
        json.writeStringProperty("name", artifact.name());
        json.writeStringProperty("suffix", artifact.suffix());
        json.writeStringProperty("role", artifact.role().word());
        json.writeNumberProperty("bytes", artifact.bytes());
        json.writeStringProperty("sha256", artifact.sha256());
        json.writeNumberProperty("originalBytes", artifact.originalBytes());
        json.writeStringProperty("originalDigest", artifact.originalDigest().toString());
        json.writeArrayPropertyStart("encodings");
        artifact.encodings().forEach(json::writeString);
        json.writeEndArray();
        String format = artifact.archiveFormat();
        if (format != null) {
            json.writeStringProperty("archiveFormat", format);
        }
        if (artifact.entries().isPresent()) {
            json.writeNumberProperty("entries", artifact.entries().getAsLong());
        }
        json.writeNumberProperty("encodeMillis", artifact.encodeMillis());
        json.writeEndObject();
    }

    private static void problem(JsonGenerator json, Problem problem) {
        json.writeStartObject();
        json.writeStringProperty("severity", word(problem.severity()));
        json.writeStringProperty("code", problem.code());
        json.writeStringProperty("message", problem.message());
        json.writeStringProperty("hint", problem.hint());
        texts(json, "context", problem.context());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, Map<String, String> texts) {
        json.writeObjectPropertyStart(name);
        texts.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a manifest.
     *
     * @param bytes its stored form
     * @param where where it was found, for the message
     * @return the manifest
     * @throws IntegrityException {@code HF-CAT-002} if it is damaged, {@code HF-CAT-003} if its version is not known
     */
    public static BackupManifest read(byte[] bytes, String where) {
        try {
            Json.Fields fields = Json.object(bytes);
            requireVersion(fields.number("formatVersion"), where);
            return manifest(fields);
        } catch (IntegrityException e) {
            throw e;
        } catch (BackupException | IllegalArgumentException | DateTimeException e) {
            throw new IntegrityException(
                    Failure.of("HF-CAT-002", "damaged manifest " + where + ": " + e.getMessage())
                            .hint("Restore from another store, or repair this copy from one."),
                    e);
        }
    }

    /** I6: what a later version means is not for this library to guess. */
    static void requireVersion(long version, String where) {
        if (version != BackupManifest.FORMAT_VERSION) {
            throw new IntegrityException(Failure.of(
                            "HF-CAT-003",
                            where + " has format version " + version + ", this library knows version "
                                    + BackupManifest.FORMAT_VERSION)
                    .hint("Update Holdfast to a version that knows the format."));
        }
    }

    private static BackupManifest manifest(Json.Fields fields) {
        Json.Fields target = fields.object("target");
        List<Artifact> artifacts = new ArrayList<>();
        for (Json.Fields artifact : fields.objects("artifacts")) {
            artifacts.add(artifact(artifact));
        }
        List<Problem> problems = new ArrayList<>();
        for (Json.Fields problem : fields.objects("problems")) {
            problems.add(new Problem(
                    constant(Severity.class, problem.text("severity")),
                    problem.text("code"),
                    problem.text("message"),
                    problem.text("hint"),
                    problem.texts("context")));
        }
        String due = fields.optionalText("dueAt");
        return new BackupManifest(
                Math.toIntExact(fields.number("formatVersion")),
                fields.text("uid"),
                new BackupId(fields.text("id")),
                fields.text("run"),
                fields.text("job"),
                new TargetId(target.text("type"), target.text("name")),
                constant(RunState.class, fields.text("state")),
                Instant.parse(fields.text("startedAt")),
                Instant.parse(fields.text("finishedAt")),
                due == null ? null : Instant.parse(due),
                artifacts,
                fields.texts("facts"),
                problems,
                fields.texts("labels"),
                fields.text("libraryVersion"));
    }

    private static Artifact artifact(Json.Fields fields) {
        return new Artifact(
                fields.text("name"),
                fields.text("suffix"),
                constant(ArtifactRole.class, fields.text("role")),
                fields.number("bytes"),
                fields.text("sha256"),
                fields.number("originalBytes"),
                Digest.parse(fields.text("originalDigest")),
                fields.textList("encodings"),
                fields.optionalText("archiveFormat"),
                fields.has("entries") ? OptionalLong.of(fields.number("entries")) : OptionalLong.empty(),
                fields.number("encodeMillis"));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
