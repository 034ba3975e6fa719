/** What a command is, when it is obeyed, and what is done then. Knows the contract of collectors, never one of them. */
@NullMarked
package io.quarry.agent.command;

import org.jspecify.annotations.NullMarked;
