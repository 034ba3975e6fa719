/** The agent's entry points and what they are wired from. */
@NullMarked
package io.quarry.agent;

import org.jspecify.annotations.NullMarked;
