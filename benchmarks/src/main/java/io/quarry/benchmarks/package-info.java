/** Figures that can be repeated: each prints what was measured, its limit and the ratio between them, from one run. */
@NullMarked
package io.quarry.benchmarks;

import org.jspecify.annotations.NullMarked;
