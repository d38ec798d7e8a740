/** The shortest useful program. */
module dev.holdfast.examples.quickstart {
    requires dev.holdfast.backup.core;
    requires dev.holdfast.backup.files;
}
