package dev.holdfast.backup.containers.internal.docker;

import java.nio.charset.StandardCharsets;

/** The end of what a program said; its beginning is forgotten when there is too much. */
final class Tail {

    private static final int KEPT = 64 * 1024;

    private final byte[] ring = new byte[KEPT];
    private long written;

    void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (written++ % KEPT)] = bytes[i];
        }
    }

    String text() {
        int length = (int) Math.min(written, KEPT);
        byte[] last = new byte[length];
        for (int i = 0; i < length; i++) {
            last[i] = ring[(int) ((written - length + i) % KEPT)];
        }
        return new String(last, StandardCharsets.UTF_8);
    }
}
