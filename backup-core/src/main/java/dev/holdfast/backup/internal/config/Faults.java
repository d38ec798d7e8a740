package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.Failure;
import dev.holdfast.backup.config.ConfigurationFault;
import dev.holdfast.backup.internal.text.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, so that all of it is reported at once. */
final class Faults {

    private record Fault(@Nullable Place place, String code, String message, String hint) {}

    private final String file;
    private final List<Fault> faults = new ArrayList<>();
    private @Nullable Throwable cause;

    Faults(String file) {
        this.file = file;
    }

    void add(Place place, String code, String message, String hint) {
        faults.add(new Fault(place, code, message, hint));
    }

    void add(Place place, Failure failure) {
        add(place, failure.code(), failure.message(), failure.hint());
    }

    void addToFile(String code, String message, String hint) {
        faults.add(new Fault(null, code, message, hint));
    }

    /** Remembers an unexpected exception for whoever looks for its stack trace. */
    void causedBy(Throwable unexpected) {
        if (cause == null) {
            cause = unexpected;
        }
    }

    Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    int count() {
        return faults.size();
    }

    /** Returns the faults in the order of the file. */
    List<ConfigurationFault> list(SourceText source) {
        return faults.stream()
                .sorted(Comparator.comparingInt((Fault fault) -> fault.place == null ? -1 : fault.place.line())
                        .thenComparingInt(fault -> fault.place == null ? -1 : fault.place.column()))
                .map(fault -> fault.place == null
                        ? new ConfigurationFault(fault.code, file, 0, 0, fault.message, fault.hint, List.of())
                        : new ConfigurationFault(
                                fault.code,
                                file,
                                fault.place.line() + 1,
                                fault.place.column() + 1,
                                fault.message,
                                fault.hint,
                                source.snippet(fault.place)))
                .distinct()
                .toList();
    }

    /** Returns {@code Did you mean "x"? The known ones are …}, as far as it applies. */
    static String suggest(String written, Collection<String> known, String listing) {
        String meant = Suggestion.nearest(written, known)
                .map(word -> "Did you mean \"" + word + "\"? ")
                .orElse("");
        return meant + (known.isEmpty() ? "" : listing + " " + String.join(", ", known) + ".");
    }
}
