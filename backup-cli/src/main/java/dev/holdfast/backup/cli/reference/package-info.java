/** Pages, manual pages and completion, made from the commands themselves. */
@NullMarked
package dev.holdfast.backup.cli.reference;

import org.jspecify.annotations.NullMarked;
