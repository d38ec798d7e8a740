package dev.holdfast.backup.testkit.contract;

/** How much memory is held. */
final class Heap {

    static final long MIB = 1024 * 1024;

    private Heap() {}

    /** {@return the bytes that cannot be collected, as well as the virtual machine tells: the least of a few looks} */
    static long held() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            collect();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    @SuppressWarnings("SystemGc")
    private static void collect() {
        System.gc();
    }

    /** {@return growth in words, for messages} */
    static String grown(long before, long after) {
        return "held memory grew by " + (after - before) / MIB + " MiB";
    }
}
