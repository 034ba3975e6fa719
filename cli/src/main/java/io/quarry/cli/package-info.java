/** The command line: one class for each command, over the REST interface. */
@NullMarked
package io.quarry.cli;

import org.jspecify.annotations.NullMarked;
