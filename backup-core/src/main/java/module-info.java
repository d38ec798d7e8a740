/** The engine: runs, catalog, plans, the directory store, retention rules, compressors, the configuration file. */
module dev.holdfast.backup.core {
    requires transitive dev.holdfast.backup.api;
    requires com.github.luben.zstd_jni;
    requires jdk.jfr;
    requires org.apache.commons.compress;
    requires org.snakeyaml.engine;
    requires org.tukaani.xz;
    requires tools.jackson.core;
    requires tools.jackson.databind;

    exports dev.holdfast.backup.catalog;
    exports dev.holdfast.backup.codec;
    exports dev.holdfast.backup.config;
    exports dev.holdfast.backup.engine;
    exports dev.holdfast.backup.quiesce;
    exports dev.holdfast.backup.retention;
    exports dev.holdfast.backup.store;

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

    provides dev.holdfast.backup.spi.RetentionPolicyProvider with
            dev.holdfast.backup.retention.RetentionRulesProvider;
    provides dev.holdfast.backup.spi.CompressorProvider with
            dev.holdfast.backup.codec.ZstdCompressorProvider,
            dev.holdfast.backup.codec.GzipCompressorProvider,
            dev.holdfast.backup.codec.XzCompressorProvider,
            dev.holdfast.backup.codec.Bzip2CompressorProvider,
            dev.holdfast.backup.codec.NoCompressorProvider;
    provides dev.holdfast.backup.spi.StoreProvider with
            dev.holdfast.backup.store.DirectoryStoreProvider;
}
