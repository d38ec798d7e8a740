package dev.holdfast.backup.cli.output;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Human {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Human() {}

    /**
     * Writes a number of bytes in powers of 1,000, with two or three digits.
     *
     * @param bytes how many
     * @return {@code 999 B}, {@code 1.5 GB}
     */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = 0;
        // 999.5 would be written as 1000.
        while (amount >= 999.5 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, amount < 9.95 ? "%.1f %s" : "%.0f %s", amount, UNITS[unit]);
    }

    /**
     * Writes a count.
     *
     * @param count how many
     * @return {@code 50,123}
     */
    public static String count(long count) {
        return count < 1000 ? Long.toString(count) : String.format(Locale.ROOT, "%,d", count);
    }

    /**
     * Writes a count of things.
     *
     * @param count how many
     * @param one the word for one
     * @return {@code 1 entry}, {@code 2 entries}
     */
    public static String count(long count, String one) {
        if (count == 1) {
            return "1 " + one;
        }
        return count(count) + " " + (one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s");
    }

    /**
     * Writes how fast bytes passed.
     *
     * @param bytes how many
     * @param millis in how many milliseconds
     * @return {@code 210 MB/s}, or {@code -} where there is nothing to divide
     */
    public static String rate(long bytes, long millis) {
        if (millis <= 0 || bytes <= 0) {
            return "-";
        }
        return bytes((long) (bytes * 1000.0 / millis)) + "/s";
    }

    /**
     * Writes a part of a whole.
     *
     * @param part the part
     * @param whole the whole
     * @return {@code 34 %}, or {@code -} if there is no whole
     */
    public static String percent(long part, long whole) {
        if (whole <= 0) {
            return "-";
        }
        double percent = 100.0 * part / whole;
        return String.format(Locale.ROOT, percent < 9.95 ? "%.1f %%" : "%.0f %%", percent);
    }

    /**
     * Writes how old something is, in its largest unit.
     *
     * @param age how old; what lies ahead counts as 0
     * @return {@code 12 s}, {@code 5 min}, {@code 3 h}, {@code 2 d}, {@code 4 w}, {@code 1 y}
     */
    public static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 2 * 86_400) {
            return seconds / 3600 + " h";
        }
        long days = seconds / 86_400;
        if (days < 21) {
            return days + " d";
        }
        return days < 365 ? days / 7 + " w" : days / 365 + " y";
    }

    /**
     * Writes how long something took or will take.
     *
     * @param duration how long
     * @return {@code 0.4 s}, {@code 12 s}, {@code 3:05 min}, {@code 2:30 h}
     */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
        }
        return String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds / 60 % 60);
    }
}
