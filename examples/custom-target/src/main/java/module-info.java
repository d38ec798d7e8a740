/** A target of one's own. */
module dev.holdfast.examples.customtarget {
    requires transitive dev.holdfast.backup.api;

    exports dev.holdfast.examples.customtarget;
}
