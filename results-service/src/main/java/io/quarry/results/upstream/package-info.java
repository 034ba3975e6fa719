/** The services behind this one: schedulers, which answer what is about hunts. */
@NullMarked
package io.quarry.results.upstream;

import org.jspecify.annotations.NullMarked;
