/** Who may ask: the token, the console's sessions, and the codes that open one. */
@NullMarked
package io.quarry.results.access;

import org.jspecify.annotations.NullMarked;
