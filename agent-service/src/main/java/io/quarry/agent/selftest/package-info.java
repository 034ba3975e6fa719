/** Holds the collectors' rows against what the host's own tools say. */
@NullMarked
package io.quarry.agent.selftest;

import org.jspecify.annotations.NullMarked;
