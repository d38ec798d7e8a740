package dev.holdfast.backup.postgres.internal.check;

/** One look at a database before a backup. Changes nothing. */
@FunctionalInterface
public interface DatabaseCheck {

    /**
     * Looks.
     *
     * @param scope what there is to look at, and where to report
     * @throws Exception if even that cannot be told
     */
    void look(CheckScope scope) throws Exception;
}
