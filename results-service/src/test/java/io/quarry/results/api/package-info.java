/** Tests of the API as clients call it: a real server over a real store. */
@NullMarked
package io.quarry.results.api;

import org.jspecify.annotations.NullMarked;
