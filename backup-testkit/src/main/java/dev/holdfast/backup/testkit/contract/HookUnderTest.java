package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.spi.HookDefinition;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A hook, a look at the world that it acts on, and what a contract may do to it. Immutable. */
public final class HookUnderTest {

    private final HookDefinition definition;
    private final Callable<Object> world;
    private final Contract.@Nullable Proof breaking;

    private HookUnderTest(HookDefinition definition, Callable<Object> world, Contract.@Nullable Proof breaking) {
        this.definition = Objects.requireNonNull(definition, "definition");
        this.world = Objects.requireNonNull(world, "world");
        this.breaking = breaking;
    }

    /**
     * Describes a hook.
     *
     * @param definition opens it; the world is such that entering the hook changes it
     * @param world looks at the world: a value that is equal to another if the world was the same, such as which services run
     * @return the description
     */
    public static HookUnderTest of(HookDefinition definition, Callable<Object> world) {
        return new HookUnderTest(definition, world, null);
    }

    /**
     * Adds a way to let the next enter fail in the middle, for HOOK-04.
     *
     * @param act changes the world or the hook so that enter fails
     * @return a copy
     */
    public HookUnderTest brokenBy(Contract.Proof act) {
        return new HookUnderTest(definition, world, act);
    }

    HookDefinition definition() {
        return definition;
    }

    Object world() throws Exception {
        return world.call();
    }

    Optional<Contract.Proof> breaking() {
        return Optional.ofNullable(breaking);
    }
}
