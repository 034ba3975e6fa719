/** The Kafka Streams topology: hunts in a store, every step of their life one transaction. */
@NullMarked
package io.quarry.scheduler.topology;

import org.jspecify.annotations.NullMarked;
