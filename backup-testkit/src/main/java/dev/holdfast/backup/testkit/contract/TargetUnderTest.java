package dev.holdfast.backup.testkit.contract;

import dev.holdfast.backup.spi.RestoreRequest;
import dev.holdfast.backup.spi.TargetDefinition;
import dev.holdfast.backup.testkit.MemoryBackup;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A target with live data of its own, and what a contract may do to them. Immutable. */
public final class TargetUnderTest {

    private final TargetDefinition definition;
    private final Contract.Proof change;
    private final Contract.@Nullable Proof damage;
    private final Callable<List<String>> leftovers;
    private final RestoreRequest request;
    private final Content content;

    private TargetUnderTest(
            TargetDefinition definition,
            Contract.Proof change,
            Contract.@Nullable Proof damage,
            Callable<List<String>> leftovers,
            RestoreRequest request,
            Content content) {
        this.definition = Objects.requireNonNull(definition, "definition");
        this.change = Objects.requireNonNull(change, "change");
        this.damage = damage;
        this.leftovers = leftovers;
        this.request = request;
        this.content = content;
    }

    /** Puts the data of a backup into words. */
    @FunctionalInterface
    public interface Content {

        /**
         * Puts the data of a backup into words, so that equal data have equal words.
         *
         * @param backup the backup
         * @return words by names
         * @throws Exception if it cannot be read
         */
        SortedMap<String, String> of(MemoryBackup backup) throws Exception;
    }

    /**
     * Describes a target.
     *
     * @param definition opens it; there are live data, some kilobytes are enough
     * @param change changes the live data, so that another backup of them is another: adds, changes and removes something
     * @return the description
     */
    public static TargetUnderTest of(TargetDefinition definition, Contract.Proof change) {
        return new TargetUnderTest(definition, change, null, List::of, RestoreRequest.inPlace(), TargetTrial::content);
    }

    /**
     * Adds a way to make part of the data unreadable, for TARGET-11.
     *
     * @param act makes part of the data unreadable, so that a capture cannot read all
     * @return a copy
     */
    public TargetUnderTest damagedBy(Contract.Proof act) {
        return new TargetUnderTest(definition, change, act, leftovers, request, content);
    }

    /**
     * Adds a look at what lies beside the live data: staged copies, kept old ones, temporary files.
     *
     * @param look lists what is there; empty if there is nothing
     * @return a copy
     */
    public TargetUnderTest leftoversIn(Callable<List<String>> look) {
        return new TargetUnderTest(definition, change, damage, look, request, content);
    }

    /**
     * Restores in another way than in place with everything.
     *
     * @param how the request
     * @return a copy
     */
    public TargetUnderTest restoredBy(RestoreRequest how) {
        return new TargetUnderTest(definition, change, damage, leftovers, how, content);
    }

    /**
     * Compares backups by other words than their bytes, where two backups of equal data differ in some, such as the time of a dump.
     *
     * @param words puts the data of a backup into words
     * @return a copy
     */
    public TargetUnderTest comparedBy(Content words) {
        return new TargetUnderTest(definition, change, damage, leftovers, request, words);
    }

    TargetDefinition definition() {
        return definition;
    }

    void change() throws Exception {
        change.run();
    }

    Optional<Contract.Proof> damage() {
        return Optional.ofNullable(damage);
    }

    List<String> leftovers() throws Exception {
        return leftovers.call();
    }

    RestoreRequest request() {
        return request;
    }

    SortedMap<String, String> content(MemoryBackup backup) throws Exception {
        return content.of(backup);
    }
}
