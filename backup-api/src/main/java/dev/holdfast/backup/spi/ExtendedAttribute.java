package dev.holdfast.backup.spi;

import java.util.Arrays;
import java.util.Objects;

/** An extended attribute of a file: a full name such as {@code user.comment} and any bytes; immutable. */
public final class ExtendedAttribute {

    private final String name;
    private final byte[] value;

    /**
     * Makes an attribute.
     *
     * @param name the name with its name space
     * @param value the bytes, copied
     */
    public ExtendedAttribute(String name, byte[] value) {
        this.name = Objects.requireNonNull(name, "name");
        this.value = value.clone();
    }

    /** {@return the name with its name space} */
    public String name() {
        return name;
    }

    /** {@return a copy of the bytes} */
    public byte[] value() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ExtendedAttribute that && name.equals(that.name) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    /** {@return the name and the number of bytes} */
    @Override
    public String toString() {
        return name + " (" + value.length + " bytes)";
    }
}
