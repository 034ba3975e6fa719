/** The job {@code user-session}: parsers of what hosts note of sessions, and the collectors that put it together. */
@NullMarked
package io.quarry.agent.collect.session;

import org.jspecify.annotations.NullMarked;
