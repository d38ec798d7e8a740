/** Where a server is and how to log in: for the driver, and for the tools without a password in sight. */
@NullMarked
package dev.holdfast.backup.postgres.internal.connect;

import org.jspecify.annotations.NullMarked;
