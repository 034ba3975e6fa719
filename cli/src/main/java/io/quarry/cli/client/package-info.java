/** The REST interface from the asking side. */
@NullMarked
package io.quarry.cli.client;

import org.jspecify.annotations.NullMarked;
