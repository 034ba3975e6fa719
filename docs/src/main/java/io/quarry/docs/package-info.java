/** Writes the pages of docs/ that follow from the schemas. */
@NullMarked
package io.quarry.docs;

import org.jspecify.annotations.NullMarked;
