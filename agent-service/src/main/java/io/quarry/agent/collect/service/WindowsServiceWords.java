package io.quarry.agent.collect.service;

import io.quarry.agent.natives.windows.ServiceControl;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of winsvc.h as the job's words. */
final class WindowsServiceWords {
    private static final String[] STATES = {
        "STOPPED", "START_PENDING", "STOP_PENDING", "RUNNING", "CONTINUE_PENDING", "PAUSE_PENDING", "PAUSED"
    };
    private static final String[] STARTS = {"BOOT", "SYSTEM", "AUTOMATIC", "MANUAL", "DISABLED"};
    private static final String[] ACTIONS = {"NONE", "RESTART", "REBOOT", "RUN_COMMAND", "OWN_RESTART"};

    private WindowsServiceWords() {}

    /** Null for a number that is none. */
    static @Nullable String state(int state) {
        return state >= 1 && state <= STATES.length ? STATES[state - 1] : null;
    }

    static @Nullable String start(int start) {
        return start >= 0 && start < STARTS.length ? STARTS[start] : null;
    }

    /** Kind by its bits: instances and templates of user services have those of a process besides. */
    static @Nullable String type(int type) {
        if ((type & 0x40) != 0) {
            return "USER_SERVICE";
        }
        if ((type & 0x10) != 0) {
            return "OWN_PROCESS";
        }
        if ((type & 0x20) != 0) {
            return "SHARE_PROCESS";
        }
        return switch (type & 0xf) {
            case 1 -> "KERNEL_DRIVER";
            case 2 -> "FILE_SYSTEM_DRIVER";
            case 4 -> "ADAPTER";
            case 8 -> "RECOGNIZER_DRIVER";
            default -> null;
        };
    }

    static boolean isDriver(int type) {
        return (type & 0xb) != 0;
    }

    static List<String> actions(List<ServiceControl.Action> actions) {
        return actions.stream()
                .map(action -> (action.type() >= 0 && action.type() < ACTIONS.length
                                ? ACTIONS[action.type()]
                                : String.valueOf(action.type()))
                        + " after " + action.delayMillis() + " ms")
                .toList();
    }

    static String trigger(ServiceControl.Trigger trigger) {
        String type =
                switch (trigger.type()) {
                    case 1 -> "DEVICE_INTERFACE_ARRIVAL";
                    case 2 -> "IP_ADDRESS_AVAILABILITY";
                    case 3 -> "DOMAIN_JOIN";
                    case 4 -> "FIREWALL_PORT_EVENT";
                    case 5 -> "GROUP_POLICY";
                    case 6 -> "NETWORK_ENDPOINT";
                    case 7 -> "CUSTOM_SYSTEM_STATE_CHANGE";
                    case 20 -> "CUSTOM";
                    case 30 -> "AGGREGATE";
                    default -> String.valueOf(trigger.type());
                };
        String action = trigger.action() == 1 ? "start" : trigger.action() == 2 ? "stop" : "action " + trigger.action();
        String subtype = trigger.subtype() == null ? "" : " " + trigger.subtype();
        String texts = trigger.texts().isEmpty() ? "" : " " + String.join(", ", trigger.texts());
        return String.format(Locale.ROOT, "%s on %s%s%s", action, type, subtype, texts);
    }
}
