package io.quarry.agent.collect.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task of Windows' scheduler as its XML has it ([MS-TSCH] 2.5). Times are as written: without a zone they are local. */
record TaskDefinition(
        @Nullable String uri,
        @Nullable String author,
        @Nullable String description,
        @Nullable String registered,
        @Nullable String securityDescriptor,
        List<Trigger> triggers,
        @Nullable Principal principal,
        boolean enabled,
        boolean hidden,
        List<Action> actions) {

    /** When it starts. @param text in words */
    record Trigger(
            String type,
            boolean enabled,
            @Nullable String start,
            @Nullable String end,
            @Nullable String repetition,
            String text) {}

    /** Who it runs as. */
    record Principal(
            @Nullable String user,
            @Nullable String group,
            @Nullable String logonType,
            @Nullable String runLevel) {

        @Nullable
        String account() {
            return user != null ? user : group;
        }
    }

    /** What it starts: a command or a COM class, or an action of old that Windows no longer does. */
    record Action(
            String kind,
            @Nullable String command,
            @Nullable String arguments,
            @Nullable String workingDirectory,
            @Nullable String comClass) {}
}
