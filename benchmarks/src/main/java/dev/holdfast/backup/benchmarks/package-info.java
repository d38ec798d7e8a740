/** Programs that {@code bin/bench} starts: they make trees and stores of a known shape, and measure what a command cannot show. */
@NullMarked
package dev.holdfast.backup.benchmarks;

import org.jspecify.annotations.NullMarked;
