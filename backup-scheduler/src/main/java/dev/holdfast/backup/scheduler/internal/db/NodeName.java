package dev.holdfast.backup.scheduler.internal.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The name of a node that was given none: made up once, and kept in the state directory. */
public final class NodeName {

    private static final int LONGEST = 100;

    private NodeName() {}

    /**
     * Returns the name that is kept in a state directory.
     *
     * @param stateDirectory the directory; made if it is missing
     * @return the name
     * @throws IOException if it can be neither read nor kept
     */
    public static String keptIn(Path stateDirectory) throws IOException {
        Path file = stateDirectory.resolve("node");
        PrivateFiles.createDirectories(stateDirectory);
        if (!Files.exists(file)) {
            keep(file);
        }
        String name = Files.readString(file).strip();
        if (name.isEmpty() || name.length() > LONGEST) {
            throw new IOException(file + " holds no name of a node");
        }
        return name;
    }

    /** The name is whole before it is there; of two processes that make one up, the first wins. */
    private static void keep(Path file) throws IOException {
        byte[] random = new byte[4];
        new SecureRandom().nextBytes(random);
        String name = "node-" + HexFormat.of().formatHex(random);
        Path temporary = file.resolveSibling("." + name);
        try (FileChannel channel =
                PrivateFiles.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap((name + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            // Another process has made one up.
        } catch (UnsupportedOperationException | FileSystemException e) {
            // A file system without links.
            Files.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
