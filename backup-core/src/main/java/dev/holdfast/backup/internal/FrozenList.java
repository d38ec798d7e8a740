package dev.holdfast.backup.internal;

import java.util.AbstractList;

/**
 * A list that never changes, so that a value may keep it as it is instead of copying it; its elements may be made when they are asked for.
 *
 * @param <E> the elements
 */
public abstract class FrozenList<E> extends AbstractList<E> {

    /** Makes the list. */
    protected FrozenList() {}
}
