/** What people and programs read: tables, JSON documents, errors, progress. */
@NullMarked
package dev.holdfast.backup.cli.output;

import org.jspecify.annotations.NullMarked;
