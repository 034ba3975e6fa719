/** Tests of who may ask. */
@NullMarked
package io.quarry.results.access;

import org.jspecify.annotations.NullMarked;
