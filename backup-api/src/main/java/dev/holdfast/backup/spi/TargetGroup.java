package dev.holdfast.backup.spi;

import dev.holdfast.backup.TargetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ability of a target to stand for several: "all databases". The definition of such a target says so by {@link TargetDefinition#isGroup()}.
 *
 * <ol>
 *   <li>A member has the group's type, and the group's name with a hyphen and more behind it: {@code main-orders} of {@code main}.
 *   <li>No two things have the same name, on any day.
 *   <li>Nothing is captured or restored by the group itself.
 * </ol>
 */
public interface TargetGroup {

    /**
     * Returns the targets it stands for now.
     *
     * @param context the run
     * @return their definitions
     * @throws Exception if that cannot be told
     */
    List<TargetDefinition> members(RunContext context) throws Exception;

    /**
     * Returns the member that a backup is of, for a restore, even if what it was made of is gone and no member any more. By default empty.
     *
     * @param member the identity that the backup names
     * @param facts the facts of the backup
     * @return its definition, or empty if it is none of this group's
     */
    default Optional<TargetDefinition> member(TargetId member, Map<String, String> facts) {
        return Optional.empty();
    }
}
