/**
 * The sockets of a host, namespace by namespace, and which process holds which: for every collector that tells of sockets.
 * Reading ({@code NamespaceSockets}, {@code ProcessScan}) is apart from the pure parsers ({@code *Diag}, {@code ProcNet*}).
 */
@NullMarked
package io.quarry.agent.collect.host.sockets;

import org.jspecify.annotations.NullMarked;
