/** Rules that are looked at when a run closes, and what they raise: once for each run and rule. */
@NullMarked
package io.quarry.results.alerts;

import org.jspecify.annotations.NullMarked;
