/** Fakes, faults and contract tests for people who write providers, or who test a host. */
module dev.holdfast.backup.testkit {
    requires transitive dev.holdfast.backup.api;
    requires transitive org.junit.jupiter.api;
    requires transitive org.assertj.core;
    requires static transitive org.jspecify;

    exports dev.holdfast.backup.testkit;
    exports dev.holdfast.backup.testkit.contract;

    provides dev.holdfast.backup.spi.ArchiverProvider with
            dev.holdfast.backup.testkit.MemoryArchiverProvider;
    provides dev.holdfast.backup.spi.OpenerProvider with
            dev.holdfast.backup.testkit.ToyOpenerProvider;
    provides dev.holdfast.backup.spi.SealerProvider with
            dev.holdfast.backup.testkit.ToySealerProvider;
}
