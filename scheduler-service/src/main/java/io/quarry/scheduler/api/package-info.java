/** REST for people: the same requests as on the topic, and the answers. */
@NullMarked
package io.quarry.scheduler.api;

import org.jspecify.annotations.NullMarked;
