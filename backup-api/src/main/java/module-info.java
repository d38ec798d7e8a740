/**
 * The words, values and service provider interfaces of Holdfast; what a host and a provider share.
 *
 * <p>A provider module depends on this module alone and never sees the engine.
 */
module dev.holdfast.backup.api {
    requires transitive org.slf4j;
    requires static transitive org.jspecify;

    exports dev.holdfast.backup;
    exports dev.holdfast.backup.event;
    exports dev.holdfast.backup.history;
    exports dev.holdfast.backup.spi;
}
