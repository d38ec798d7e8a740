package dev.holdfast.backup.spi;

/**
 * How a tool ended.
 *
 * @param exitCode its exit code
 * @param errors the last part of its standard error, at most 64 KiB
 */
public record CommandResult(int exitCode, String errors) {

    /** {@return whether the exit code is 0} */
    public boolean isSuccess() {
        return exitCode == 0;
    }
}
