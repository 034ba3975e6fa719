/** The contract between the services: job catalogue, topic names, parameter reader, wire format and signatures. */
@NullMarked
package io.quarry.schemas;

import org.jspecify.annotations.NullMarked;
