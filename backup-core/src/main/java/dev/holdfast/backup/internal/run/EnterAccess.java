package dev.holdfast.backup.internal.run;

import dev.holdfast.backup.spi.UndoRecord;
import java.util.Collection;
import java.util.Map;

/** What a participant may do to the operation's journal while it acts. */
interface EnterAccess {

    /**
     * Writes down a way back, on disk when it returns.
     *
     * @param record the way back
     */
    void writeDown(UndoRecord record);

    /**
     * Keeps others from acting on resources until the act has ended.
     *
     * @param resources the resources
     * @return the records of those who are in a pause of one already
     * @throws InterruptedException if this thread is interrupted
     */
    Map<String, UndoRecord> claim(Collection<String> resources) throws InterruptedException;

    /**
     * Returns the access of whoever enters nothing.
     *
     * @param scope the operation
     * @return an access that claims nothing
     */
    static EnterAccess of(RunScope scope) {
        return new EnterAccess() {
            @Override
            public void writeDown(UndoRecord record) {
                scope.writeDown(record);
            }

            @Override
            public Map<String, UndoRecord> claim(Collection<String> resources) {
                throw new IllegalStateException("only an enter claims");
            }
        };
    }
}
