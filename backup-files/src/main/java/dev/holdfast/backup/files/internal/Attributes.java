package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.ExtendedAttribute;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The user extended attributes of files and directories.
 *
 * <p>The JDK opens a file to look at its attributes, so this is never for FIFOs, sockets and devices: that would hang or act on the device.
 */
final class Attributes {

    private static final String USER = "user.";

    private Attributes() {}

    /**
     * Reads the attributes.
     *
     * @param path a regular file or a directory
     * @param followed whether {@code path} is a symbolic link whose target is meant
     * @return the attributes by name; none where the file system has none
     * @throws IOException if they are there and cannot be read
     */
    static List<ExtendedAttribute> read(Path path, boolean followed) throws IOException {
        UserDefinedFileAttributeView view = view(path, followed);
        if (view == null) {
            return List.of();
        }
        List<String> names;
        try {
            names = view.list();
        } catch (IOException e) {
            if (isUnsupported(e)) {
                return List.of();
            }
            throw e;
        }
        if (names.isEmpty()) {
            return List.of();
        }
        List<ExtendedAttribute> attributes = new ArrayList<>(names.size());
        for (String name : names) {
            if (name.indexOf('\uFFFD') >= 0) {
                throw new IOException("the name of an extended attribute is not in the encoding of this process");
            }
            ByteBuffer value = ByteBuffer.allocate(view.size(name));
            view.read(name, value);
            byte[] bytes = new byte[value.position()];
            value.flip().get(bytes);
            attributes.add(new ExtendedAttribute(USER + name, bytes));
        }
        attributes.sort(Comparator.comparing(ExtendedAttribute::name));
        return attributes;
    }

    /**
     * Sets attributes.
     *
     * @param path a regular file or a directory that this process made or may change
     * @param attributes what to set
     * @throws IOException if one cannot be set
     */
    static void write(Path path, List<ExtendedAttribute> attributes) throws IOException {
        if (attributes.isEmpty()) {
            return;
        }
        UserDefinedFileAttributeView view = view(path, false);
        if (view == null) {
            throw new IOException("the file system has no extended attributes");
        }
        for (ExtendedAttribute attribute : attributes) {
            if (!attribute.name().startsWith(USER)) {
                throw new IOException("only attributes of users can be set, not " + attribute.name());
            }
            view.write(attribute.name().substring(USER.length()), ByteBuffer.wrap(attribute.value()));
        }
    }

    private static UserDefinedFileAttributeView view(Path path, boolean followed) {
        return followed
                ? Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                : Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isUnsupported(IOException e) {
        String message = e.getMessage();
        return message != null && message.contains("not supported");
    }
}
