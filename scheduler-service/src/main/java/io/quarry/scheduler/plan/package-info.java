/** When a hunt fires, whom it is for and what a request does to it: pure code, no broker, no clock of its own. */
@NullMarked
package io.quarry.scheduler.plan;

import org.jspecify.annotations.NullMarked;
