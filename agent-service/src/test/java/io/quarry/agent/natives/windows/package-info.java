/** Layouts against what is documented, structures against laid out bytes, and calls for real where this is Windows. */
@NullMarked
package io.quarry.agent.natives.windows;

import org.jspecify.annotations.NullMarked;
