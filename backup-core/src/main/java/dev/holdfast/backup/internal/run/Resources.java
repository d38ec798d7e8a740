package dev.holdfast.backup.internal.run;

/** Names of what leases are on. */
public final class Resources {

    private Resources() {}

    /**
     * The target itself: held by whoever captures it or restores over it.
     *
     * @param target the target's name
     * @return the resource
     */
    public static String target(String target) {
        return "target/" + target;
    }

    /**
     * A target's backups in a store: shared by whoever reads them, exclusive for whoever removes some.
     *
     * @param store the store's name
     * @param target the target's name
     * @return the resource
     */
    public static String backups(String store, String target) {
        return "backups/" + store + "/" + target;
    }

    /**
     * What nobody's manifest names in a store: held by whoever sweeps it.
     *
     * @param store the store's name
     * @return the resource
     */
    static String sweep(String store) {
        return "sweep/" + store;
    }

    /**
     * What a hook acts on: held while it is stopped or started, not while it rests.
     *
     * @param resource the resource of its undo records
     * @return the resource
     */
    static String hook(String resource) {
        return "hook/" + resource;
    }
}
