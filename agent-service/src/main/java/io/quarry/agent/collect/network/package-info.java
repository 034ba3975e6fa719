/** The job {@code network-connection}: sockets with their processes. */
@NullMarked
package io.quarry.agent.collect.network;

import org.jspecify.annotations.NullMarked;
