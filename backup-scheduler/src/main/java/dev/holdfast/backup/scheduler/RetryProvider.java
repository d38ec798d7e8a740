package dev.holdfast.backup.scheduler;

import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.Setting;
import dev.holdfast.backup.spi.Settings;
import java.util.List;

/** Reads how often a run that failed is tried again: {@code retry}. */
public final class RetryProvider implements SectionProvider<Retry> {

    /** Makes the provider. */
    public RetryProvider() {}

    @Override
    public String type() {
        return "retry";
    }

    @Override
    public String parent() {
        return JOB;
    }

    @Override
    public String help() {
        return "How often and when a run that failed is tried again.";
    }

    @Override
    public List<Setting> settings() {
        return Retry.all();
    }

    @Override
    public Class<Retry> section() {
        return Retry.class;
    }

    @Override
    public Retry create(Settings settings) {
        return Retry.read(settings);
    }
}
