package io.quarry.agent.collect.schedule;

import org.jspecify.annotations.Nullable;

/** A line of a crontab that cron does not pass over. Numbers of lines count from 1. */
sealed interface CrontabLine {
    int number();

    /**
     * A job.
     *
     * @param schedule the five fields or the name, as written
     * @param user the sixth field of a system crontab; null in a user's
     * @param command behind the options of cronie, as written
     */
    record Job(
            int number,
            String schedule,
            CronExpression expression,
            @Nullable String user,
            String command) implements CrontabLine {}

    /** A variable set for the jobs below it. */
    record Setting(int number, String name, String value) implements CrontabLine {}

    /** A line in which cron finds an error. */
    record Malformed(int number, String why) implements CrontabLine {}
}
