@NullMarked
package io.quarry.results.retention;

import org.jspecify.annotations.NullMarked;
