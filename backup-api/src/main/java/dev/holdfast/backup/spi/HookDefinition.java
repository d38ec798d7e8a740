package dev.holdfast.backup.spi;

/** How to open a hook. */
public interface HookDefinition extends Definition<LifecycleHook> {

    /** {@return the name, unique within the job; undo records are matched by it} */
    String name();
}
