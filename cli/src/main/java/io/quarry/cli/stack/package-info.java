/**
 * The embedded stack: broker, registry and services as supervised processes of one machine. {@link
 * io.quarry.cli.stack.Stack} is the way in, for commands and for tests.
 */
@NullMarked
package io.quarry.cli.stack;

import org.jspecify.annotations.NullMarked;
