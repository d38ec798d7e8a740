package dev.holdfast.backup.retention;

/**
 * What the engine guarantees under any policy.
 *
 * @param atLeast how many good backups of a target are always kept, 1 or more; good is verified at least as {@code stored}
 * @param minFree how many bytes should be free in the store before a run; 0 for no clean-up. When less is free, the oldest backups above the
 *     floor go, whatever the policy says
 */
public record RetentionFloor(int atLeast, long minFree) {

    /** One good backup, no clean-up. */
    public static final RetentionFloor DEFAULT = new RetentionFloor(1, 0);

    /**
     * Validates both numbers.
     *
     * @param atLeast how many good backups of a target are always kept, 1 or more; good is verified at least as {@code stored}
     * @param minFree how many bytes should be free in the store before a run; 0 for no clean-up. When less is free, the oldest backups above the
     *     floor go, whatever the policy says
     */
    public RetentionFloor {
        if (atLeast < 1 || minFree < 0) {
            throw new IllegalArgumentException("not a floor: at least " + atLeast + ", min free " + minFree);
        }
    }
}
