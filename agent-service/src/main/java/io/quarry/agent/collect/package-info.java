/**
 * The contract between the agent and its collectors. A collector lies in a package of its own below this one, knows
 * nothing of Kafka, of Micronaut or of another job, and becomes a bean by {@code jakarta.inject.Singleton} on its class.
 */
@NullMarked
package io.quarry.agent.collect;

import org.jspecify.annotations.NullMarked;
