package dev.holdfast.backup.codec;

import java.util.Arrays;
import java.util.zip.Deflater;

/** A piece of the input with the bytes before it, which its compressed form may refer to. */
final class GzipBlock {

    static final int SIZE = 512 * 1024;

    /** How far back deflate can refer. */
    private static final int WINDOW = 32 * 1024;

    private final byte[] input = new byte[WINDOW + SIZE];
    private int history;
    private int length;
    private byte[] output = new byte[SIZE / 2];
    private int outputLength;

    /** Begins a new block behind another, full one. */
    void beginBehind(GzipBlock previous) {
        System.arraycopy(previous.input, previous.length, input, 0, WINDOW);
        history = WINDOW;
        length = 0;
    }

    /** Takes as much as there is room for and returns how much. */
    int fill(byte[] bytes, int offset, int available) {
        int taken = Math.min(available, SIZE - length);
        System.arraycopy(bytes, offset, input, WINDOW + length, taken);
        length += taken;
        return taken;
    }

    boolean isFull() {
        return length == SIZE;
    }

    /** Compresses; a block that is not the last ends at a whole byte, so that the next can stand behind it. */
    void deflate(Deflater deflater, boolean last) {
        if (history > 0) {
            deflater.setDictionary(input, 0, history);
        }
        deflater.setInput(input, WINDOW, length);
        if (last) {
            deflater.finish();
        }
        outputLength = 0;
        while (true) {
            int room = output.length - outputLength;
            outputLength +=
                    deflater.deflate(output, outputLength, room, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
            if (outputLength < output.length) {
                return;
            }
            output = Arrays.copyOf(output, output.length + SIZE / 4);
        }
    }

    byte[] output() {
        return output;
    }

    int outputLength() {
        return outputLength;
    }
}
