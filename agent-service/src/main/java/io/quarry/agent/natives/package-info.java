/** The platforms' own calls, nothing else: the only code that knows JNA. */
@NullMarked
package io.quarry.agent.natives;

import org.jspecify.annotations.NullMarked;
