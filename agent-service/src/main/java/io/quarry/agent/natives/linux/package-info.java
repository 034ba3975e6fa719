/** Linux system calls that {@code java.nio} cannot make, or not cheaply. */
@NullMarked
package io.quarry.agent.natives.linux;

import org.jspecify.annotations.NullMarked;
