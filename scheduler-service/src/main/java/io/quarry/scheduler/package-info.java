/** The scheduler as a process: settings, wiring, what it waits for, health. */
@NullMarked
package io.quarry.scheduler;

import org.jspecify.annotations.NullMarked;
