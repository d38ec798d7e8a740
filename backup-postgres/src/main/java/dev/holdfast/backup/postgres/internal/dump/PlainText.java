package dev.holdfast.backup.postgres.internal.dump;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What a dump of the format plain says at its beginning and its end. */
public final class PlainText {

    private static final String BEGIN = "-- PostgreSQL database dump";
    private static final String END = "-- PostgreSQL database dump complete";
    private static final String GLOBALS_END = "-- PostgreSQL database cluster dump complete";

    private PlainText() {}

    /**
     * Requires a dump that was copied to begin and end as one does.
     *
     * @param in all of it
     * @param otherwise makes the exception of a reason and a cause
     */
    public static void requireWhole(
            CopyingInput in, BiFunction<String, @Nullable Exception, ? extends RuntimeException> otherwise) {
        if (!in.first().contains(BEGIN)) {
            throw otherwise.apply("it does not begin as one does", null);
        }
        if (!in.last().contains(END)) {
            throw otherwise.apply("it ends too early", null);
        }
    }

    /**
     * Requires a dump of roles and tablespaces to end as one does.
     *
     * @param in all of it
     * @param otherwise makes the exception of a reason and a cause
     */
    public static void requireWholeGlobals(
            CopyingInput in, BiFunction<String, @Nullable Exception, ? extends RuntimeException> otherwise) {
        if (!in.last().contains(GLOBALS_END)) {
            throw otherwise.apply("it ends too early", null);
        }
    }
}
