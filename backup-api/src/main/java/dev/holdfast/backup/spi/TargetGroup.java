package dev.holdfast.backup.spi;

import java.util.List;

/** The ability of a target to stand for several: "all databases". */
public interface TargetGroup {

    /**
     * Returns the targets it stands for now.
     *
     * @param context the run
     * @return their definitions
     * @throws Exception if that cannot be told
     */
    List<TargetDefinition> members(RunContext context) throws Exception;
}
