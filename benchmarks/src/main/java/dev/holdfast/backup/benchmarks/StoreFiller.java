package dev.holdfast.backup.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Fills a directory store with backups that verify: copies of one that was really made, an hour apart into the past.
 *
 * <p>It uses no code of the engine's formats, only the documented ones, so that a store that it filled is a test of them. What a backup's id
 * and instants stand in is written anew with the digests that follow from it; the rest is linked.
 */
final class StoreFiller {

    private static final String MANIFEST = "manifest.json";
    private static final String GUIDE = "RESTORE.md";
    private static final String SUMS = "SHA256SUMS";

    /** ext4 has room for 65,000 links to a file. */
    private static final int LINKS = 50_000;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

    private final Path model;
    private final String id;
    private final String manifest;
    private final String guide;
    private final String sums;
    private final String uid;
    private final Instant startedAt;
    private final Instant finishedAt;
    private final List<Path> others;
    private Path linked;

    StoreFiller(Path model) throws IOException {
        this.model = model;
        this.linked = model;
        this.id = name(model);
        this.manifest = Files.readString(model.resolve(MANIFEST));
        this.guide = Files.readString(model.resolve(GUIDE));
        this.sums = Files.readString(model.resolve(SUMS));
        this.uid = value("uid");
        this.startedAt = Instant.parse(value("startedAt"));
        this.finishedAt = Instant.parse(value("finishedAt"));
        try (Stream<Path> files = Files.list(model)) {
            this.others = files.filter(Files::isRegularFile)
                    .filter(file -> !List.of(MANIFEST, GUIDE, SUMS).contains(name(file)))
                    .toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private String value(String member) {
        Matcher matcher = Pattern.compile('"' + member + "\" *: *\"([^\"]*)\"").matcher(manifest);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + member + " in the manifest of " + id);
        }
        return matcher.group(1);
    }

    void fill(int backups) throws IOException {
        for (int i = 1; i <= backups; i++) {
            copy(Duration.ofHours(i), i % LINKS == 0);
        }
    }

    private void copy(Duration age, boolean afresh) throws IOException {
        String copyId = id.substring(0, id.indexOf('_') + 1) + STAMP.format(startedAt.minus(age));
        Path directory = Files.createDirectory(model.resolveSibling(copyId));
        for (Path other : others) {
            Path source = linked.resolve(name(other).replace(id, name(linked)));
            Path copy = directory.resolve(name(other).replace(id, copyId));
            if (afresh) {
                Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
            } else {
                Files.createLink(copy, source);
            }
        }
        if (afresh) {
            linked = directory;
        }
        byte[] copyGuide = rename(guide, copyId, age).getBytes(StandardCharsets.UTF_8);
        byte[] oldGuide = guide.getBytes(StandardCharsets.UTF_8);
        byte[] copyManifest = rename(manifest, copyId, age)
                .replace(
                        uid,
                        UUID.nameUUIDFromBytes(copyId.getBytes(StandardCharsets.UTF_8))
                                .toString())
                .replace(sha256(oldGuide), sha256(copyGuide))
                .replace(crc32c(oldGuide), crc32c(copyGuide))
                .getBytes(StandardCharsets.UTF_8);
        if (copyGuide.length != oldGuide.length) {
            throw new IllegalStateException("an instant of " + copyId + " is longer or shorter than that of " + id);
        }
        String copySums = sums.replace(id, copyId)
                .replace(sha256(oldGuide), sha256(copyGuide))
                .replace(sha256(manifest.getBytes(StandardCharsets.UTF_8)), sha256(copyManifest));
        Files.write(directory.resolve(GUIDE), copyGuide);
        Files.writeString(directory.resolve(SUMS), copySums);
        Files.write(directory.resolve(MANIFEST), copyManifest);
    }

    private String rename(String text, String copyId, Duration age) {
        return text.replace(id, copyId)
                .replace(startedAt.toString(), startedAt.minus(age).toString())
                .replace(finishedAt.toString(), finishedAt.minus(age).toString());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String crc32c(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    /** {@code MODEL BACKUPS}: the directory of a backup within its store, and how many to add. */
    public static void main(String[] arguments) throws IOException {
        new StoreFiller(Path.of(arguments[0])).fill(Integer.parseInt(arguments[1]));
    }
}
