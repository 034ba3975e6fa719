/** Real parts for the tests of every module: a Kafka broker and a schema registry on this machine. */
@NullMarked
package io.quarry.testing;

import org.jspecify.annotations.NullMarked;
