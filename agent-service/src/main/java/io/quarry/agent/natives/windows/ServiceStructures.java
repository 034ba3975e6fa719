package io.quarry.agent.natives.windows;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Structures of winsvc.h, read from what the calls filled. */
final class ServiceStructures {
    private static final int MOST_TRIGGERS = 1_024;
    private static final int MOST_ACTIONS = 1_024;

    private ServiceStructures() {}

    /** ENUM_SERVICE_STATUS_PROCESSW. */
    static StructLayout status(int width) {
        return StructLayout.of(width)
                .pointer("lpServiceName", "lpDisplayName")
                .dword("dwServiceType", "dwCurrentState", "dwControlsAccepted", "dwWin32ExitCode")
                .dword("dwServiceSpecificExitCode", "dwCheckPoint", "dwWaitHint", "dwProcessId", "dwServiceFlags")
                .build();
    }

    /** QUERY_SERVICE_CONFIGW. */
    static StructLayout config(int width) {
        return StructLayout.of(width)
                .dword("dwServiceType", "dwStartType", "dwErrorControl")
                .pointer("lpBinaryPathName", "lpLoadOrderGroup")
                .dword("dwTagId")
                .pointer("lpDependencies", "lpServiceStartName", "lpDisplayName")
                .build();
    }

    /** SERVICE_FAILURE_ACTIONSW. */
    static StructLayout failureActions(int width) {
        return StructLayout.of(width)
                .dword("dwResetPeriod")
                .pointer("lpRebootMsg", "lpCommand")
                .dword("cActions")
                .pointer("lpsaActions")
                .build();
    }

    /** SERVICE_TRIGGER. */
    static StructLayout trigger(int width) {
        return StructLayout.of(width)
                .dword("dwTriggerType", "dwAction")
                .pointer("pTriggerSubtype")
                .dword("cDataItems")
                .pointer("pDataItems")
                .build();
    }

    /** SERVICE_TRIGGER_INFO. */
    static StructLayout triggers(int width) {
        return StructLayout.of(width)
                .dword("cTriggers")
                .pointer("pTriggers", "pReserved")
                .build();
    }

    /** SERVICE_TRIGGER_SPECIFIC_DATA_ITEM. */
    static StructLayout triggerItem(int width) {
        return StructLayout.of(width)
                .dword("dwDataType", "cbData")
                .pointer("pData")
                .build();
    }

    static List<ServiceControl.Status> statuses(MemoryImage image, int count) {
        StructLayout layout = status(image.pointerBytes());
        List<ServiceControl.Status> found = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int at = i * layout.size();
            found.add(new ServiceControl.Status(
                    String.valueOf(text(image, at + layout.at("lpServiceName"))),
                    text(image, at + layout.at("lpDisplayName")),
                    image.i32(at + layout.at("dwServiceType")),
                    image.i32(at + layout.at("dwCurrentState")),
                    image.u32(at + layout.at("dwWin32ExitCode")),
                    image.u32(at + layout.at("dwServiceSpecificExitCode")),
                    image.i32(at + layout.at("dwProcessId"))));
        }
        return found;
    }

    static ServiceControl.Config config(MemoryImage image) {
        StructLayout layout = config(image.pointerBytes());
        return new ServiceControl.Config(
                image.i32(layout.at("dwServiceType")),
                image.i32(layout.at("dwStartType")),
                text(image, layout.at("lpBinaryPathName")),
                texts(image, layout.at("lpDependencies")),
                text(image, layout.at("lpServiceStartName")),
                text(image, layout.at("lpDisplayName")));
    }

    /** SERVICE_DESCRIPTIONW: a pointer alone. */
    static @Nullable String description(MemoryImage image) {
        return text(image, 0);
    }

    static ServiceControl.Failure failure(MemoryImage image) {
        StructLayout layout = failureActions(image.pointerBytes());
        int count = bounded(image.i32(layout.at("cActions")), MOST_ACTIONS, "actions");
        List<ServiceControl.Action> actions = new ArrayList<>(count);
        int at = count == 0 ? 0 : image.offset(image.pointer(layout.at("lpsaActions")));
        for (int i = 0; i < count; i++) { // SC_ACTION: an enum and a delay
            actions.add(new ServiceControl.Action(image.i32(at + i * 8), image.u32(at + i * 8 + 4)));
        }
        return new ServiceControl.Failure(text(image, layout.at("lpCommand")), actions);
    }

    static List<ServiceControl.Trigger> triggers(MemoryImage image) {
        StructLayout list = triggers(image.pointerBytes());
        StructLayout layout = trigger(image.pointerBytes());
        int count = bounded(image.i32(list.at("cTriggers")), MOST_TRIGGERS, "triggers");
        List<ServiceControl.Trigger> found = new ArrayList<>(count);
        int first = count == 0 ? 0 : image.offset(image.pointer(list.at("pTriggers")));
        for (int i = 0; i < count; i++) {
            int at = first + i * layout.size();
            long subtype = image.pointer(at + layout.at("pTriggerSubtype"));
            found.add(new ServiceControl.Trigger(
                    image.i32(at + layout.at("dwTriggerType")),
                    image.i32(at + layout.at("dwAction")),
                    subtype == 0 ? null : guid(image, image.offset(subtype)),
                    items(image, at, layout)));
        }
        return found;
    }

    private static List<String> items(MemoryImage image, int trigger, StructLayout layout) {
        StructLayout item = triggerItem(image.pointerBytes());
        int count = bounded(image.i32(trigger + layout.at("cDataItems")), MOST_TRIGGERS, "data items");
        List<String> texts = new ArrayList<>(count);
        int first = count == 0 ? 0 : image.offset(image.pointer(trigger + layout.at("pDataItems")));
        for (int i = 0; i < count; i++) {
            int at = first + i * item.size();
            int size = image.i32(at + item.at("cbData"));
            long data = image.pointer(at + item.at("pData"));
            if (image.i32(at + item.at("dwDataType")) == 2 && data != 0) { // SERVICE_TRIGGER_DATA_TYPE_STRING
                String text = image.text(image.offset(data), size);
                texts.add(text.replaceFirst("\0+$", "").replace('\0', ' '));
            }
        }
        return texts;
    }

    /** GUID of guiddef.h. */
    static String guid(MemoryImage image, int at) {
        StringBuilder out = new StringBuilder(38)
                .append(String.format("{%08X-%04X-%04X-", image.i32(at), image.u16(at + 4), image.u16(at + 6)));
        for (int i = 8; i < 16; i++) {
            out.append(i == 10 ? "-" : "").append(String.format("%02X", image.u8(at + i)));
        }
        return out.append('}').toString();
    }

    private static int bounded(int count, int most, String what) {
        if (count < 0 || count > most) {
            throw new IllegalArgumentException(count + " " + what);
        }
        return count;
    }

    private static @Nullable String text(MemoryImage image, int at) {
        long address = image.pointer(at);
        return address == 0 ? null : image.textUpToNul(image.offset(address));
    }

    private static List<String> texts(MemoryImage image, int at) {
        List<String> texts = new ArrayList<>();
        long address = image.pointer(at);
        if (address != 0) {
            int place = image.offset(address);
            for (String text = image.textUpToNul(place); !text.isEmpty(); text = image.textUpToNul(place)) {
                texts.add(text);
                place += (text.length() + 1) * 2;
            }
        }
        return texts;
    }
}
