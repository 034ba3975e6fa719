/** Tests of everything that is Windows: on Linux under Wine, by {@code .ci/wine}. */
@NullMarked
package io.quarry.agent.windows;

import org.jspecify.annotations.NullMarked;
