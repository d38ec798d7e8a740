/** Fakes, faults and contract tests for people who write providers, or who test a host. */
module dev.holdfast.backup.testkit {
    requires transitive dev.holdfast.backup.api;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static transitive org.jspecify;

    exports dev.holdfast.backup.testkit;
    exports dev.holdfast.backup.testkit.contract;

    // The contract of providers looks whether they are registered.
    uses dev.holdfast.backup.spi.ArchiverProvider;
    uses dev.holdfast.backup.spi.CompressorProvider;
    uses dev.holdfast.backup.spi.HookProvider;
    uses dev.holdfast.backup.spi.NotifierProvider;
    uses dev.holdfast.backup.spi.OpenerProvider;
    uses dev.holdfast.backup.spi.RetentionPolicyProvider;
    uses dev.holdfast.backup.spi.SealerProvider;
    uses dev.holdfast.backup.spi.SectionProvider;
    uses dev.holdfast.backup.spi.StoreProvider;
    uses dev.holdfast.backup.spi.TargetProvider;

    provides dev.holdfast.backup.spi.ArchiverProvider with
            dev.holdfast.backup.testkit.MemoryArchiverProvider;
    provides dev.holdfast.backup.spi.OpenerProvider with
            dev.holdfast.backup.testkit.ToyOpenerProvider;
    provides dev.holdfast.backup.spi.SealerProvider with
            dev.holdfast.backup.testkit.ToySealerProvider;
}
