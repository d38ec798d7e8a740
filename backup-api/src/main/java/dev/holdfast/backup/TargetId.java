package dev.holdfast.backup;

/**
 * Identifies what is protected: its type and its name, written {@code postgres:orders}.
 *
 * @param type the provider's type, such as {@code files}
 * @param name the name that the configuration or host gave it; unique among all targets of a host
 */
public record TargetId(String type, String name) {

    /**
     * Validates both parts as {@linkplain Names names}.
     *
     * @param type the provider's type, such as {@code files}
     * @param name the name that the configuration or host gave it; unique among all targets of a host
     */
    public TargetId {
        Names.require("target type", type);
        Names.require("target name", name);
    }

    /** {@return {@code type:name}} */
    @Override
    public String toString() {
        return type + ":" + name;
    }
}
