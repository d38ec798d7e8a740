package dev.holdfast.backup.internal.config;

import dev.holdfast.backup.BackupException;
import dev.holdfast.backup.engine.Providers;
import dev.holdfast.backup.retention.RetentionFloor;
import dev.holdfast.backup.retention.RetentionRulesProvider;
import dev.holdfast.backup.spi.RetentionPolicy;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import java.util.Optional;

/** Reads {@code keep}: a policy, and the floor that the engine holds under any. */
final class KeepReader {

    private final Reading reading;
    private final SettingsReader settings;
    private final Providers providers;

    KeepReader(Reading reading, SettingsReader settings, Providers providers) {
        this.reading = reading;
        this.settings = settings;
        this.providers = providers;
    }

    /**
     * What a job keeps.
     *
     * @param policy the policy
     * @param floor the floor
     */
    record Keep(RetentionPolicy policy, RetentionFloor floor) {}

    Optional<Keep> read(Section keep) {
        String type = keep.text("type").orElse(RetentionRulesProvider.TYPE);
        RetentionFloor floor = new RetentionFloor(atLeast(keep), minFree(keep));
        return provider(keep, type).flatMap(provider -> {
            var values = settings.read(keep, provider.settings());
            keep.finish();
            return values.flatMap(found -> settings.create(keep, () -> provider.create(found)))
                    .map(policy -> new Keep(policy, floor));
        });
    }

    private Optional<RetentionPolicyProvider> provider(Section keep, String type) {
        // A host that hands over its providers one by one has our rules all the same.
        if (type.equals(RetentionRulesProvider.TYPE)) {
            return Optional.of(new RetentionRulesProvider());
        }
        try {
            return Optional.of(providers.retention(type));
        } catch (BackupException e) {
            reading.faults().add(keep.placeOf("type"), e.failure());
            return Optional.empty();
        }
    }

    private int atLeast(Section keep) {
        return keep.value("at-least")
                .flatMap(value -> reading.integer(value, keep.path("at-least")).flatMap(count -> {
                    if (count >= 1 && count <= Integer.MAX_VALUE) {
                        return Optional.of(count.intValue());
                    }
                    reading.faults()
                            .add(
                                    value.place(),
                                    "HF-CFG-012",
                                    keep.path("at-least") + " is " + count + ", and has to be 1 or more",
                                    "The last good backup is never dropped.");
                    return Optional.empty();
                }))
                .orElse(RetentionFloor.DEFAULT.atLeast());
    }

    private long minFree(Section keep) {
        return keep.value("min-free")
                .map(value -> reading.size(value, keep.path("min-free")))
                .filter(size -> size.isPresent())
                .map(size -> size.getAsLong())
                .orElse(RetentionFloor.DEFAULT.minFree());
    }
}
