/**
 * The job {@code arp-cache}: neighbours, and what makes one suspicious. {@code SuspicionRules}, {@code SharedMacs},
 * {@code GatewayBaseline} and {@code OuiTable} know no operating system. The table of makers ({@code oui.txt.gz}) says in its
 * first lines where it comes from.
 */
@NullMarked
package io.quarry.agent.collect.arp;

import org.jspecify.annotations.NullMarked;
