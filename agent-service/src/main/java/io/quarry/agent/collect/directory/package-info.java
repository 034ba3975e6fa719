/** The job {@code directory-entry}: where its path leads, the walk below that, and the rows of what lies there. */
@NullMarked
package io.quarry.agent.collect.directory;

import org.jspecify.annotations.NullMarked;
