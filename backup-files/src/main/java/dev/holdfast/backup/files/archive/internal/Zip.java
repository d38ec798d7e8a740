package dev.holdfast.backup.files.archive.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The numbers of the zip format that writer and reader share. */
final class Zip {

    static final String FORMAT = "zip";

    static final int LOCAL_HEADER = 0x04034b50;
    static final int LOCAL_HEADER_BYTES = 30;
    static final int DATA_DESCRIPTOR = 0x08074b50;
    static final int CENTRAL_HEADER = 0x02014b50;
    static final int CENTRAL_HEADER_BYTES = 46;
    static final int END = 0x06054b50;
    static final int END_BYTES = 22;
    static final int END_64 = 0x06064b50;
    static final int END_64_BYTES = 56;
    static final int END_64_LOCATOR = 0x07064b50;
    static final int END_64_LOCATOR_BYTES = 20;

    static final int FLAG_ENCRYPTED = 1;
    static final int FLAG_DESCRIPTOR = 1 << 3;
    static final int FLAG_UTF8 = 1 << 11;

    static final int STORED = 0;
    static final int DEFLATED = 8;

    static final int VERSION = 20;
    static final int VERSION_64 = 45;
    static final int MADE_BY_UNIX = 3;
    static final int MADE_BY_MACOS = 19;

    static final int TYPE_MASK = 0170000;
    static final int TYPE_FILE = 0100000;
    static final int TYPE_DIRECTORY = 0040000;
    static final int TYPE_SYMBOLIC_LINK = 0120000;
    static final int DOS_DIRECTORY = 0x10;

    static final int EXTRA_64 = 0x0001;
    static final int EXTRA_TIME = 0x5455;
    static final int EXTRA_OWNER = 0x7875;

    /** Ours, "HF": records in pax form for what zip has no place for. */
    static final int EXTRA_OURS = 0x4648;

    static final int MAX_16 = 0xFFFF;
    static final long MAX_32 = 0xFFFF_FFFFL;

    private static final long FIRST_DOS_SECOND =
            Instant.parse("1980-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_DOS_SECOND =
            Instant.parse("2107-12-31T23:59:58Z").getEpochSecond();

    private Zip() {}

    /** Returns the time of old in UTC: date above, time below, to two seconds, the nearest there is. */
    static int dosTime(Instant time) {
        long second = Math.max(FIRST_DOS_SECOND, Math.min(LAST_DOS_SECOND, time.getEpochSecond()));
        LocalDateTime at = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
        int date = (at.getYear() - 1980) << 9 | at.getMonthValue() << 5 | at.getDayOfMonth();
        return date << 16 | at.getHour() << 11 | at.getMinute() << 5 | at.getSecond() / 2;
    }

    /** Returns the instant of such a time; the beginning of 1980 if it is none. */
    static Instant ofDosTime(int dos) {
        int date = dos >>> 16;
        try {
            return LocalDateTime.of(
                            1980 + (date >> 9),
                            date >> 5 & 15,
                            date & 31,
                            dos >> 11 & 31,
                            dos >> 5 & 63,
                            (dos & 31) * 2)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            // Tools that do not care leave it empty; that does not make the archive bad.
            return Instant.ofEpochSecond(FIRST_DOS_SECOND);
        }
    }
}
