package dev.holdfast.backup.internal;

import dev.holdfast.backup.spi.ObjectStat;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;

/** The ability of a store to look into all folders of a folder with few questions each: lists of many thousand backups live on it. */
@FunctionalInterface
public interface FolderScan {

    /**
     * Looks into every folder of a folder.
     *
     * @param prefix the folder: segments each followed by a slash
     * @param object the name of an object to look for in each folder; folders without it are passed over
     * @param names a folder in each folder whose objects are named to the visitor
     * @param helpers runs those who look too; may drop them, then the caller's thread looks alone
     * @param visitor learns what was found, in no order, on the caller's thread
     * @throws IOException if the store cannot tell
     */
    void scan(String prefix, String object, String names, Executor helpers, Visitor visitor) throws IOException;

    /** Learns what is in a folder. */
    @FunctionalInterface
    interface Visitor {

        /**
         * A folder has the object.
         *
         * @param folder the folder's name, without slash
         * @param object what the store says of the object
         * @param names what is in the other folder; empty if there is none
         * @throws IOException if the visitor fails
         */
        void found(String folder, ObjectStat object, List<String> names) throws IOException;
    }
}
