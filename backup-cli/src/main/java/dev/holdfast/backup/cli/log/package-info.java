/** Where the log of the library goes when it runs as a command. */
@NullMarked
package dev.holdfast.backup.cli.log;

import org.jspecify.annotations.NullMarked;
