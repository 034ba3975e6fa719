package io.quarry.agent.collect.schedule;

import io.quarry.jobs.TaskSource;
import org.jspecify.annotations.Nullable;

/**
 * A crontab.
 *
 * @param user whose it is; null for a system crontab, whose lines say that
 * @param whyIgnored why cron does not read it; null when it does
 */
record CronTable(
        String file,
        TaskSource source,
        @Nullable String user,
        @Nullable String whyIgnored) {

    CronTable ignored(String why) {
        return new CronTable(file, source, user, why);
    }
}
