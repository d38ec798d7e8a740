package dev.holdfast.backup.postgres.internal.client;

import dev.holdfast.backup.postgres.internal.connect.ServerVersion;
import java.util.Map;
import java.util.Optional;

/**
 * Minor versions of the tools whose dumps a hostile server, or a hostile name in a database, can turn against whoever restores them.
 *
 * <p>CVE-2025-8714 and CVE-2025-8715 were mended in the minor versions below; a major version without an entry is out of support.
 */
final class KnownWeaknesses {

    private static final Map<Integer, Integer> MENDED = Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6);
    private static final int OLDEST_SUPPORTED = 13;

    private KnownWeaknesses() {}

    static Optional<String> of(ServerVersion version) {
        Integer mended = MENDED.get(version.major());
        if (version.major() < OLDEST_SUPPORTED) {
            return Optional.of("are no longer mended by anybody");
        }
        if (mended != null && version.minor() < mended) {
            return Optional.of("can be made to write dumps that run commands of others when they are restored"
                    + " (CVE-2025-8714, CVE-2025-8715)");
        }
        return Optional.empty();
    }
}
