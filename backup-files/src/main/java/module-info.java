/** Files and directories as a target, and the archive formats tar and zip. */
module dev.holdfast.backup.files {
    requires transitive dev.holdfast.backup.api;

    exports dev.holdfast.backup.files;
    exports dev.holdfast.backup.files.archive;

    provides dev.holdfast.backup.spi.ArchiverProvider with
            dev.holdfast.backup.files.archive.TarArchiverProvider,
            dev.holdfast.backup.files.archive.ZipArchiverProvider;
    provides dev.holdfast.backup.spi.TargetProvider with
            dev.holdfast.backup.files.FilesTargetProvider;
}
