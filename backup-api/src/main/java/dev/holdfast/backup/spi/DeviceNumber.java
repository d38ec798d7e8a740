package dev.holdfast.backup.spi;

/**
 * Which device a device node stands for.
 *
 * @param major the driver
 * @param minor the unit
 */
public record DeviceNumber(int major, int minor) {

    /**
     * Validates that neither is negative.
     *
     * @param major the driver
     * @param minor the unit
     */
    public DeviceNumber {
        if (major < 0 || minor < 0) {
            throw new IllegalArgumentException("not a device number: " + major + ":" + minor);
        }
    }
}
