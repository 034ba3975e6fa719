/**
 * Unit files of systemd: where they lie, what they are called, what they say. Only what the files tell; what a running manager
 * has made of them is asked of that.
 */
@NullMarked
package io.quarry.agent.collect.host.units;

import org.jspecify.annotations.NullMarked;
