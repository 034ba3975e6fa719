/** Who was given which data: written down before the answer, and sent to the topic {@code audit}. */
@NullMarked
package io.quarry.results.audit;

import org.jspecify.annotations.NullMarked;
