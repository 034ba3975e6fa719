/** Running tasks: workers, limits, the sink of a collector's rows, and the events about it. Knows no broker. */
@NullMarked
package io.quarry.agent.task;

import org.jspecify.annotations.NullMarked;
