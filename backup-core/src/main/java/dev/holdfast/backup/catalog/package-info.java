/** What backups there are: the manifests in the stores, with the notes that were added later. */
@NullMarked
package dev.holdfast.backup.catalog;

import org.jspecify.annotations.NullMarked;
