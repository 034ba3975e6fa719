/**
 * Windows' own calls, bound directly, and the structures that they fill. A call copies what Windows wrote into a
 * {@link io.quarry.agent.natives.windows.MemoryImage}; what reads such an image is plain Java and tested everywhere.
 */
@NullMarked
package io.quarry.agent.natives.windows;

import org.jspecify.annotations.NullMarked;
