/** A target of one's own, and how little it takes. */
package dev.holdfast.examples.customtarget;
