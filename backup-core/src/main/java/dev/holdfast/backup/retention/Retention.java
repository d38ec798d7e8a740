package dev.holdfast.backup.retention;

import dev.holdfast.backup.spi.RetentionInput;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.Verdict;
import java.util.List;

/** The rules that come with Holdfast. */
public final class Retention implements RetentionPolicy {

    private final RetentionFloor floor = RetentionFloor.DEFAULT;

    private Retention() {}

    /** Returns the floor that goes with the rules. */
    public RetentionFloor floor() {
        return floor;
    }

    @Override
    public List<Verdict> judge(RetentionInput input) {
        return List.of();
    }
}
