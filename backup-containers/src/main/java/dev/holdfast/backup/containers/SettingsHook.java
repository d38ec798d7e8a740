package dev.holdfast.backup.containers;

import dev.holdfast.backup.Names;
import dev.holdfast.backup.spi.HookDefinition;
import dev.holdfast.backup.spi.Settings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all definitions of hooks here are: a name, a type, and settings that say all of it. Immutable. */
abstract class SettingsHook implements HookDefinition {

    final String name;
    final Settings settings;
    private final String type;

    SettingsHook(String type, String name, Settings settings) {
        this.type = type;
        this.name = Names.require("hook name", name);
        this.settings = settings;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String type() {
        return type;
    }

    @Override
    public final Settings settings() {
        return settings;
    }

    /** Two definitions are equal if they have the same type and name and say the same. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof SettingsHook that
                && type.equals(that.type)
                && name.equals(that.name)
                && settings.equals(that.settings);
    }

    @Override
    public final int hashCode() {
        return Objects.hash(type, name, settings);
    }

    /** {@return the type and name} */
    @Override
    public final String toString() {
        return type + ":" + name;
    }
}
