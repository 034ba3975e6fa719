/** The job {@code current-process}: parsers of what the kernel shows of a process, and the collectors that use them. */
@NullMarked
package io.quarry.agent.collect.process;

import org.jspecify.annotations.NullMarked;
