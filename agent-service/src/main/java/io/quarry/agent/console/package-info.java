/** Collectors on the command line, without a broker. */
@NullMarked
package io.quarry.agent.console;

import org.jspecify.annotations.NullMarked;
