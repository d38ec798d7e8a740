package dev.holdfast.backup.postgres.internal.connect;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.Secret;
import dev.holdfast.backup.TargetException;
import dev.holdfast.backup.spi.RunContext;
import dev.holdfast.backup.spi.Scratch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;

/** A password in a file that only this user may read, for one tool, and gone with it. */
public final class PasswordFile implements AutoCloseable {

    private final Scratch scratch;
    private final Path path;

    private PasswordFile(Scratch scratch, Path path) {
        this.scratch = scratch;
        this.path = path;
    }

    /**
     * Writes the file, mode 0600 from the first moment.
     *
     * @param password the password, for every server and user
     * @param context the run, whose scratch it lies in
     * @return the file
     * @throws IOException if it cannot be written
     */
    public static PasswordFile write(Secret password, RunContext context) throws IOException {
        byte[] content = content(password);
        Scratch scratch = context.scratch(0);
        try {
            Path path = scratch.directory().resolve("pgpass");
            Files.createFile(path, ownerOnly());
            try (OutputStream out = Files.newOutputStream(path)) {
                out.write(content);
            }
            return new PasswordFile(scratch, path);
        } catch (IOException | RuntimeException e) {
            scratch.close();
            throw e;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /**
     * Returns the only line of the file, for every server and user.
     *
     * @param password the password
     * @return the line, to be cleared after use
     * @throws TargetException {@code HF-PG-017} if it cannot be written in such a file
     */
    public static byte[] content(Secret password) {
        char[] chars = password.reveal();
        try {
            return content(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    private static byte[] content(char[] chars) {
        StringBuilder line = new StringBuilder("*:*:*:*:");
        for (char c : chars) {
            if (c == '\n' || c == '\r' || c == '\0') {
                throw new TargetException(
                        Failure.of("HF-PG-017", "the password has a line break, which no passfile can hold")
                                .hint("Give the user another password; perhaps the file it comes from ends with two"
                                        + " line breaks."));
            }
            if (c == ':' || c == '\\') {
                line.append('\\');
            }
            line.append(c);
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(line.append('\n')));
        byte[] content = new byte[bytes.remaining()];
        bytes.get(content);
        return content;
    }

    /**
     * Returns the only line of a file with the password for certain settings, wherever they have it from.
     *
     * @param settings where and as whom
     * @return the line, to be cleared after use; empty if they have none
     * @throws TargetException {@code HF-PG-017} if their passfile cannot be read
     */
    public static Optional<byte[]> content(ConnectionSettings settings) {
        return PasswordLookup.of(settings).map(password -> {
            try {
                return content(password);
            } finally {
                Arrays.fill(password, '\0');
            }
        });
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** {@return the file} */
    public Path path() {
        return path;
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        scratch.close();
    }
}
