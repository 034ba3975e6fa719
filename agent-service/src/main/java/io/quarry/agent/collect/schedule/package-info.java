/** The job {@code scheduled-task}: parsers of what schedulers are configured with, calculations of when they start what, and the collectors that use them. */
@NullMarked
package io.quarry.agent.collect.schedule;

import org.jspecify.annotations.NullMarked;
