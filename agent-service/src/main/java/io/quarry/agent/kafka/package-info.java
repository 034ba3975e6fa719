/** The agent's connection: reading commands, sending findings, events and heartbeats. */
@NullMarked
package io.quarry.agent.kafka;

import org.jspecify.annotations.NullMarked;
