package io.quarry.agent.collect.schedule;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Triggers of Windows' scheduler in words; kinds of [MS-TSCH] 2.5.3. */
final class TriggerText {
    private TriggerText() {}

    /** The job's word for its kind. */
    static String type(Element trigger) {
        return switch (kind(trigger)) {
            case "BootTrigger" -> "BOOT";
            case "LogonTrigger" -> "LOGON";
            case "IdleTrigger" -> "IDLE";
            case "RegistrationTrigger" -> "REGISTRATION";
            case "SessionStateChangeTrigger" -> "SESSION_STATE_CHANGE";
            case "EventTrigger" -> "EVENT";
            case "TimeTrigger" -> "ONCE";
            case "WnfStateChangeTrigger" -> "WNF_STATE_CHANGE";
            case "CalendarTrigger" ->
                switch (schedule(trigger)) {
                    case "ScheduleByDay" -> "DAILY";
                    case "ScheduleByWeek" -> "WEEKLY";
                    case "ScheduleByMonth" -> "MONTHLY";
                    case "ScheduleByMonthDayOfWeek" -> "MONTHLY_DAY_OF_WEEK";
                    default -> "CALENDAR";
                };
            default -> kind(trigger);
        };
    }

    static String of(Element trigger) {
        String delay = TaskXml.text(trigger, "Delay");
        String random = TaskXml.text(trigger, "RandomDelay");
        return words(trigger)
                + (delay == null ? "" : ", " + delay + " later")
                + (random == null ? "" : ", up to " + random + " later")
                + ("false".equals(TaskXml.text(trigger, "Enabled")) ? " (disabled)" : "");
    }

    private static String words(Element trigger) {
        String at = orEmpty(" at ", TaskXml.text(trigger, "StartBoundary"));
        return switch (kind(trigger)) {
            case "BootTrigger" -> "when the machine starts";
            case "LogonTrigger" ->
                "when " + Objects.requireNonNullElse(TaskXml.text(trigger, "UserId"), "anybody") + " logs on";
            case "IdleTrigger" -> "when the machine is idle";
            case "RegistrationTrigger" -> "when the task is registered";
            case "SessionStateChangeTrigger" ->
                "on " + TaskXml.text(trigger, "StateChange") + orEmpty(" of ", TaskXml.text(trigger, "UserId"));
            case "EventTrigger" -> "on the event " + TaskXml.text(trigger, "Subscription");
            case "TimeTrigger" -> "once" + at;
            case "WnfStateChangeTrigger" -> "on the state " + TaskXml.text(trigger, "StateName");
            case "CalendarTrigger" -> calendar(trigger) + at;
            default -> kind(trigger);
        };
    }

    private static String calendar(Element trigger) {
        Element schedule = TaskXml.child(trigger, schedule(trigger));
        return switch (schedule(trigger)) {
            case "ScheduleByDay" -> every(TaskXml.text(schedule, "DaysInterval"), "day");
            case "ScheduleByWeek" ->
                every(TaskXml.text(schedule, "WeeksInterval"), "week") + orEmpty(" on ", names(schedule, "DaysOfWeek"));
            case "ScheduleByMonth" -> "on day " + values(schedule, "DaysOfMonth") + " of " + months(schedule);
            case "ScheduleByMonthDayOfWeek" ->
                "on " + names(schedule, "DaysOfWeek") + " of week " + values(schedule, "Weeks") + " of "
                        + months(schedule);
            default -> "by the calendar";
        };
    }

    private static String every(@Nullable String interval, String unit) {
        return interval == null || interval.equals("1") ? "every " + unit : "every " + interval + ' ' + unit + 's';
    }

    private static String months(@Nullable Element schedule) {
        List<Element> months = TaskXml.children(schedule == null ? null : TaskXml.child(schedule, "Months"));
        return months.isEmpty() || months.size() == 12 ? "every month" : names(schedule, "Months");
    }

    private static String names(@Nullable Element schedule, String list) {
        return TaskXml.children(TaskXml.child(schedule, list)).stream()
                .map(Element::getLocalName)
                .collect(Collectors.joining(", "));
    }

    private static String values(@Nullable Element schedule, String list) {
        return TaskXml.children(TaskXml.child(schedule, list)).stream()
                .map(value -> value.getTextContent().strip())
                .collect(Collectors.joining(", "));
    }

    private static String schedule(Element trigger) {
        return TaskXml.children(trigger).stream()
                .map(child -> String.valueOf(child.getLocalName()))
                .filter(name -> name.startsWith("ScheduleBy"))
                .findFirst()
                .orElse("");
    }

    private static String kind(Element trigger) {
        return String.valueOf(trigger.getLocalName());
    }

    private static String orEmpty(String before, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : before + text;
    }
}
