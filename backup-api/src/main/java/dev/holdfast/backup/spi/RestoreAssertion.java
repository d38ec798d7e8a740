package dev.holdfast.backup.spi;

/** The host's own proof on a restored copy: a query and its expected result, a file that parses. */
public interface RestoreAssertion {

    /** {@return what is proven, in a few words} */
    String description();

    /**
     * Looks at the copy.
     *
     * @param copy where the copy is
     * @param context the run
     * @throws Exception if it is not what it should be; its message tells people why
     */
    void verify(RestoredCopy copy, RunContext context) throws Exception;
}
