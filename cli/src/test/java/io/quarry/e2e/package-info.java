/**
 * The whole product as its users start it: {@code ./quarry} and the processes it supervises, with a broker, a registry, a
 * store and an agent that are real. Nothing here calls a service's code.
 */
@NullMarked
package io.quarry.e2e;

import org.jspecify.annotations.NullMarked;
