package dev.holdfast.backup.files.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some found things in order, prepared together by one thread; the small files' contents lie one after the other in one buffer. */
final class Batch {

    /** How many things at most: few enough that readers share the work, many enough that handing over costs little. */
    static final int MOST = 64;

    private static final byte[] NO_BUFFER = {};

    private final List<Prepared> items = new ArrayList<>(MOST);
    private final List<Integer> offsets = new ArrayList<>(MOST);
    private final int capacity;
    private final int largest;
    private byte[] buffer = NO_BUFFER;
    private int used;

    private boolean claimed;
    private boolean done;
    private @Nullable Throwable failure;

    /**
     * Begins an empty batch.
     *
     * @param capacity the size of the buffer
     * @param largest the largest file that is read ahead
     */
    Batch(int capacity, int largest) {
        this.capacity = capacity;
        this.largest = largest;
    }

    /** Adds a thing if there is room for it. */
    boolean add(Found found, boolean mayHaveHoles) {
        boolean small = found.stat().isRegular() && found.stat().size() <= largest && !mayHaveHoles;
        int size = small ? (int) found.stat().size() : 0;
        if (items.size() == MOST || used + size > capacity) {
            return false;
        }
        items.add(new Prepared(found, mayHaveHoles));
        offsets.add(small ? used : -1);
        used += size;
        return true;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    boolean needsBuffer() {
        return used > 0;
    }

    void buffer(byte[] value) {
        buffer = value;
    }

    byte[] buffer() {
        return buffer;
    }

    List<Prepared> items() {
        return items;
    }

    /**
     * Reads all items ahead.
     *
     * @param preparer reads one
     * @param blocks tells which small files with blocks of zeros have holes there
     */
    void prepare(Preparer preparer, BlockCounts blocks) throws InterruptedException {
        List<Prepared> zeros = new ArrayList<>(0);
        int room = buffer.length;
        // Backwards, because a file has room up to where the next one begins.
        for (int i = items.size() - 1; i >= 0; i--) {
            Prepared item = items.get(i);
            int offset = offsets.get(i);
            preparer.prepare(item, buffer, Math.max(0, offset), offset < 0 ? 0 : room - offset);
            if (offset >= 0) {
                room = offset;
            }
            if (item.offset() >= 0
                    && SparseMap.hasZeroBlock(
                            buffer, item.offset(), (int) item.found().stat().size())) {
                zeros.add(item);
            }
        }
        BitSet holes = blocks.mayHaveHoles(zeros.stream().map(Prepared::found).toList());
        for (int i = 0; i < zeros.size(); i++) {
            if (holes.get(i)) {
                zeros.get(i).hasHoles();
            }
        }
    }

    // The following are guarded by the lock of the ReadAhead that the batch belongs to.

    boolean isClaimed() {
        return claimed;
    }

    void claim() {
        claimed = true;
    }

    boolean isDone() {
        return done;
    }

    void done(@Nullable Throwable why) {
        done = true;
        failure = why;
    }

    @Nullable Throwable failure() {
        return failure;
    }
}
