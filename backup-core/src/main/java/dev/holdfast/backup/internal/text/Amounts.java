package dev.holdfast.backup.internal.text;

import java.time.Duration;
import java.util.Locale;

/** Writes amounts for people. */
public final class Amounts {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Amounts() {}

    /**
     * Writes a length of time in the largest unit that divides it: {@code 30 days}, {@code 36 hours}, {@code 1 minute}.
     *
     * @param duration the length, not negative
     * @return the text
     */
    public static String duration(Duration duration) {
        if (duration.getNano() != 0) {
            return duration.toString();
        }
        long seconds = duration.toSeconds();
        if (seconds != 0 && seconds % 86_400 == 0) {
            return count(seconds / 86_400, "day");
        }
        if (seconds != 0 && seconds % 3_600 == 0) {
            return count(seconds / 3_600, "hour");
        }
        if (seconds != 0 && seconds % 60 == 0) {
            return count(seconds / 60, "minute");
        }
        return count(seconds, "second");
    }

    /**
     * Writes a number of things.
     *
     * @param number how many
     * @param thing the word for one; an {@code s} makes it plural
     * @return {@code 1 day}, {@code 2 days}
     */
    public static String count(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    /**
     * Writes a number of bytes in powers of 1,000, to a tenth: {@code 5 GB}, {@code 1.5 MB}; the tables of the command have the same units.
     *
     * @param bytes how many, not negative
     * @return the text
     */
    public static String bytes(long bytes) {
        int unit = 0;
        double amount = bytes;
        while (amount >= 999.95 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        String number = String.format(Locale.ROOT, "%.1f", amount);
        return (number.endsWith(".0") ? number.substring(0, number.length() - 2) : number) + " " + UNITS[unit];
    }
}
