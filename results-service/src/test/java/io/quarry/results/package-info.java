@NullMarked
package io.quarry.results;

import org.jspecify.annotations.NullMarked;
