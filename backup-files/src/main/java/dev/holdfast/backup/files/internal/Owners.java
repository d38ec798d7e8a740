package dev.holdfast.backup.files.internal;

import dev.holdfast.backup.spi.EntryMetadata;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives files to their owners: to the user and group of the recorded name if this machine knows it, else of the recorded number. Thread-safe.
 */
final class Owners {

    private final Map<String, Optional<UserPrincipal>> users = new ConcurrentHashMap<>();
    private final Map<String, Optional<GroupPrincipal>> groups = new ConcurrentHashMap<>();
    private final UserPrincipalLookupService lookup;

    Owners(FileSystem fileSystem) {
        this.lookup = fileSystem.getUserPrincipalLookupService();
    }

    /**
     * Gives a file to its owner; a link itself, not what it points to.
     *
     * @param path the file
     * @param metadata whose it is
     */
    void give(Path path, EntryMetadata metadata) throws IOException {
        Optional<UserPrincipal> user = user(metadata.user());
        Optional<GroupPrincipal> group = group(metadata.group());
        if (user.isPresent()) {
            view(path).setOwner(user.get());
        } else {
            Files.setAttribute(path, "unix:uid", (int) metadata.userId(), LinkOption.NOFOLLOW_LINKS);
        }
        if (group.isPresent()) {
            view(path).setGroup(group.get());
        } else {
            Files.setAttribute(path, "unix:gid", (int) metadata.groupId(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static PosixFileAttributeView view(Path path) {
        return Objects.requireNonNull(
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
    }

    private Optional<UserPrincipal> user(String name) {
        return name.isEmpty()
                ? Optional.empty()
                : users.computeIfAbsent(name, wanted -> {
                    try {
                        return Optional.of(lookup.lookupPrincipalByName(wanted));
                    } catch (IOException e) {
                        // Not known here: the number counts.
                        return Optional.empty();
                    }
                });
    }

    private Optional<GroupPrincipal> group(String name) {
        return name.isEmpty()
                ? Optional.empty()
                : groups.computeIfAbsent(name, wanted -> {
                    try {
                        return Optional.of(lookup.lookupPrincipalByGroupName(wanted));
                    } catch (IOException e) {
                        return Optional.empty();
                    }
                });
    }
}
