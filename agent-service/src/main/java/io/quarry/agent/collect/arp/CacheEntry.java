package io.quarry.agent.collect.arp;

import org.jspecify.annotations.Nullable;

/**
 * A neighbour as the cache has it, of any operating system.
 *
 * @param state one of the job's words; null when it has none yet
 * @param type DYNAMIC, STATIC or OTHER
 * @param router the flag of NDP
 */
record CacheEntry(Neighbour neighbour, @Nullable String state, String type, boolean router) {}
