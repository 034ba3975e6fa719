/** Netlink as the kernel speaks it, netlink(7): requests, and pure parsers of its replies. Knows no job. */
@NullMarked
package io.quarry.agent.collect.host.netlink;

import org.jspecify.annotations.NullMarked;
