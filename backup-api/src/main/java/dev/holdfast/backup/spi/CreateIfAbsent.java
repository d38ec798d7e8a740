package dev.holdfast.backup.spi;

/** The mark of a store whose {@link Upload#commit()} is atomic among processes and machines: of several at once exactly one commits. */
public interface CreateIfAbsent {}
