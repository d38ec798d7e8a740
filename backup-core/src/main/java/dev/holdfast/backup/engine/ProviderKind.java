package dev.holdfast.backup.engine;

import dev.holdfast.backup.spi.ArchiverProvider;
import dev.holdfast.backup.spi.CompressorProvider;
import dev.holdfast.backup.spi.HookProvider;
import dev.holdfast.backup.spi.NotifierProvider;
import dev.holdfast.backup.spi.OpenerProvider;
import dev.holdfast.backup.spi.Provider;
import dev.holdfast.backup.spi.RetentionPolicyProvider;
import dev.holdfast.backup.spi.SealerProvider;
import dev.holdfast.backup.spi.SectionProvider;
import dev.holdfast.backup.spi.StoreProvider;
import dev.holdfast.backup.spi.TargetProvider;
import java.util.Locale;
import java.util.Set;

/** The kinds of providers; types are unique within a kind. */
public enum ProviderKind {
    /** What is protected. */
    TARGET(TargetProvider.class, Set.of()),
    /** Where backups lie. */
    STORE(StoreProvider.class, Set.of()),
    /** What acts around a phase. */
    HOOK(HookProvider.class, Set.of()),
    /** Archive formats. */
    ARCHIVER(ArchiverProvider.class, Set.of("format", "compression", "digest")),
    /** Compressed forms. */
    COMPRESSOR(CompressorProvider.class, Set.of("format", "compression", "digest")),
    /** Sealed forms, to write. */
    SEALER(SealerProvider.class, Set.of()),
    /** Sealed forms, to read. */
    OPENER(OpenerProvider.class, Set.of()),
    /** Rules for what to keep. */
    RETENTION(RetentionPolicyProvider.class, Set.of("at-least", "min-free")),
    /** What tells people. */
    NOTIFIER(NotifierProvider.class, Set.of()),
    /** Sections of the configuration file. */
    SECTION(SectionProvider.class, Set.of());

    /** The names that no provider may give to a setting, because the engine reads them itself. */
    private static final Set<String> RESERVED =
            Set.of("type", "name", "timeout", "max-pause", "on-failure", "during", "end-pause");

    private final Class<? extends Provider> spi;
    private final Set<String> reserved;

    ProviderKind(Class<? extends Provider> spi, Set<String> reserved) {
        this.spi = spi;
        this.reserved = reserved;
    }

    /** {@return the word for people: the lower-case name} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the interface that providers of this kind implement} */
    public Class<? extends Provider> spi() {
        return spi;
    }

    /**
     * Tells whether a setting's name is reserved: {@code type}, {@code name}, {@code timeout}, {@code max-pause}, {@code on-failure}, {@code
     * during}, {@code end-pause}; for archivers and compressors also {@code format}, {@code compression}, {@code digest}; for retention
     * policies also {@code at-least} and {@code min-free}.
     *
     * @param setting the name
     * @return whether the engine reads it itself
     */
    public boolean reserves(String setting) {
        return RESERVED.contains(setting) || reserved.contains(setting);
    }
}
