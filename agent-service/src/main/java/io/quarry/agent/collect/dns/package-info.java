/** The job {@code dns-cache}: what resolvers on this host hold, read over local sockets and from files. Nothing here opens a network socket. */
@NullMarked
package io.quarry.agent.collect.dns;

import org.jspecify.annotations.NullMarked;
