package dev.holdfast.backup.files.archive.internal;

/** Where the fields of a header block lie, and what its type flags mean. */
final class Ustar {

    static final int BLOCK = 512;

    static final int NAME = 0;
    static final int NAME_LENGTH = 100;
    static final int MODE = 100;
    static final int USER_ID = 108;
    static final int GROUP_ID = 116;
    static final int ID_LENGTH = 8;
    static final int SIZE = 124;
    static final int SIZE_LENGTH = 12;
    static final int MODIFIED = 136;
    static final int TIME_LENGTH = 12;
    static final int CHECKSUM = 148;
    static final int CHECKSUM_LENGTH = 8;
    static final int TYPE = 156;
    static final int LINK = 157;
    static final int LINK_LENGTH = 100;
    static final int MAGIC = 257;
    static final int USER = 265;
    static final int GROUP = 297;
    static final int OWNER_LENGTH = 32;
    static final int DEVICE_MAJOR = 329;
    static final int DEVICE_MINOR = 337;
    static final int DEVICE_LENGTH = 8;
    static final int PREFIX = 345;
    static final int PREFIX_LENGTH = 155;

    /** star's own format has "tar" here and a shorter prefix. */
    static final int STAR_MAGIC = 508;

    static final int STAR_PREFIX_LENGTH = 131;

    /** Where the sparse map of a GNU header lies: up to four pairs of numbers, then whether more follow, then the real size. */
    static final int GNU_SPARSE = 386;

    static final int GNU_SPARSE_COUNT = 4;
    static final int GNU_SPARSE_MORE = 482;
    static final int GNU_REAL_SIZE = 483;
    static final int GNU_EXTENSION_COUNT = 21;
    static final int GNU_EXTENSION_MORE = 504;
    static final int GNU_PAIR_LENGTH = 24;

    static final byte FILE = '0';
    static final byte OLD_FILE = 0;
    static final byte HARD_LINK = '1';
    static final byte SYMBOLIC_LINK = '2';
    static final byte CHARACTER_DEVICE = '3';
    static final byte BLOCK_DEVICE = '4';
    static final byte DIRECTORY = '5';
    static final byte FIFO = '6';
    static final byte CONTIGUOUS_FILE = '7';
    static final byte EXTENDED = 'x';
    static final byte SOLARIS_EXTENDED = 'X';
    static final byte GLOBAL = 'g';
    static final byte GNU_LONG_NAME = 'L';
    static final byte GNU_LONG_LINK = 'K';
    static final byte GNU_SPARSE_FILE = 'S';
    static final byte GNU_DUMP_DIRECTORY = 'D';
    static final byte GNU_VOLUME_LABEL = 'V';

    private Ustar() {}

    /** Returns how many bytes fill the last block of so many bytes. */
    static int padding(long bytes) {
        return (int) (-bytes & (BLOCK - 1));
    }

    /** Returns the sum of a header's bytes with its checksum field taken as spaces. */
    static int checksum(byte[] block, int at) {
        int sum = ' ' * CHECKSUM_LENGTH;
        for (int i = at; i < at + CHECKSUM; i++) {
            sum += block[i] & 0xFF;
        }
        for (int i = at + CHECKSUM + CHECKSUM_LENGTH; i < at + BLOCK; i++) {
            sum += block[i] & 0xFF;
        }
        return sum;
    }

    /** Returns the same sum as some old writers made it, of signed bytes. */
    static int signedChecksum(byte[] block, int at) {
        int sum = ' ' * CHECKSUM_LENGTH;
        for (int i = 0; i < BLOCK; i++) {
            if (i < CHECKSUM || i >= CHECKSUM + CHECKSUM_LENGTH) {
                sum += block[at + i];
            }
        }
        return sum;
    }
}
