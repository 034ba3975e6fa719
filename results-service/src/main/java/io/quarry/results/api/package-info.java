/** What people and programs call over HTTP: results from the store, hunts from the scheduler, one address for both. */
@NullMarked
package io.quarry.results.api;

import org.jspecify.annotations.NullMarked;
