package dev.holdfast.backup.testkit.contract;

import java.util.Random;

/** Bytes to try things with; the same in every run. */
final class Samples {

    private Samples() {}

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] repetitive(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) "the same line again and again\n".charAt(i % 30);
        }
        return bytes;
    }
}
