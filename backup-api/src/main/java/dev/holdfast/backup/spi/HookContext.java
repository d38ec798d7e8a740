package dev.holdfast.backup.spi;

/** What the engine lends to a hook. */
public interface HookContext extends RunContext {

    /** {@return the phase that the hook is entered for} */
    HookPhase phase();
}
