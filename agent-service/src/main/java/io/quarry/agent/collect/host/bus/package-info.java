/**
 * A client of the D-Bus message bus (D-Bus Specification 0.43) that asks and does nothing else: it starts no service, takes
 * no signals, and bounds the time and the memory that any answer costs.
 */
@NullMarked
package io.quarry.agent.collect.host.bus;

import org.jspecify.annotations.NullMarked;
