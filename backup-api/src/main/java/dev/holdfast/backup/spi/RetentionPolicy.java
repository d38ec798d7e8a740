package dev.holdfast.backup.spi;

import java.util.List;

/**
 * Decides which backups of one target to keep; a pure function, it reads no clock and removes nothing.
 *
 * <p>The engine, not the policy, guarantees the floor: never the last good backups, never a pinned one, never by a clock that went
 * backwards; and a backup that the policy omits is kept.
 *
 * <ol>
 *   <li>RETENTION-01 There is at most one verdict per backup, and none for a backup that was not in the input.
 *   <li>RETENTION-02 Every verdict has at least one reason.
 *   <li>RETENTION-03 The same input gives the same verdicts.
 *   <li>RETENTION-04 No backups give no verdicts.
 *   <li>RETENTION-05 The input is not changed; no exception for any valid input.
 *   <li>RETENTION-06 Applying the verdicts and judging again drops nothing more at the same instant.
 * </ol>
 */
@FunctionalInterface
public interface RetentionPolicy {

    /**
     * Judges the backups of one target.
     *
     * @param input the backups, newest first, and the facts that rules may use
     * @return the verdicts, in any order
     */
    List<Verdict> judge(RetentionInput input);
}
