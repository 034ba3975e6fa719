/** Queries typed one after the other. */
@NullMarked
package io.quarry.cli.sql;

import org.jspecify.annotations.NullMarked;
