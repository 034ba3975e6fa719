@NullMarked
package io.quarry.results.alerts;

import org.jspecify.annotations.NullMarked;
