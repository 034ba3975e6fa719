package io.quarry.agent.natives.windows;

import java.util.ArrayList;
import java.util.List;

/** Structures of winternl.h and ntpsapi.h (System Informer's "phnt" headers, ReactOS' NDK) about processes. */
final class ProcessStructures {
    private static final int MOST_PROCESSES = 1 << 20;

    private ProcessStructures() {}

    /** SYSTEM_PROCESS_INFORMATION, up to what follows the counters: the threads. */
    static StructLayout process(int width) {
        return StructLayout.of(width)
                .dword("NextEntryOffset", "NumberOfThreads")
                .qword("WorkingSetPrivateSize")
                .dword("HardFaultCount", "NumberOfThreadsHighWatermark")
                .qword("CycleTime", "CreateTime", "UserTime", "KernelTime")
                .unicodeString("ImageName")
                .dword("BasePriority")
                .pointer("UniqueProcessId", "InheritedFromUniqueProcessId")
                .dword("HandleCount", "SessionId")
                .pointer("UniqueProcessKey", "PeakVirtualSize", "VirtualSize")
                .dword("PageFaultCount")
                .pointer("PeakWorkingSetSize", "WorkingSetSize", "QuotaPeakPagedPoolUsage", "QuotaPagedPoolUsage")
                .pointer("QuotaPeakNonPagedPoolUsage", "QuotaNonPagedPoolUsage", "PagefileUsage", "PeakPagefileUsage")
                .pointer("PrivatePageCount")
                .qword("ReadOperationCount", "WriteOperationCount", "OtherOperationCount")
                .qword("ReadTransferCount", "WriteTransferCount", "OtherTransferCount")
                .build();
    }

    /** SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX. */
    static StructLayout handle(int width) {
        return StructLayout.of(width)
                .pointer("Object", "UniqueProcessId", "HandleValue")
                .dword("GrantedAccess")
                .word("CreatorBackTraceIndex", "ObjectTypeIndex")
                .dword("HandleAttributes", "Reserved")
                .build();
    }

    /** SYSTEM_HANDLE_INFORMATION_EX: two numbers, then the entries. */
    static StructLayout handles(int width) {
        return StructLayout.of(width)
                .pointer("NumberOfHandles", "Reserved", "Handles")
                .build();
    }

    /** PROCESS_BASIC_INFORMATION. */
    static StructLayout basic(int width) {
        return StructLayout.of(width)
                .dword("ExitStatus")
                .pointer("PebBaseAddress", "AffinityMask")
                .dword("BasePriority")
                .pointer("UniqueProcessId", "InheritedFromUniqueProcessId")
                .build();
    }

    /** THREAD_BASIC_INFORMATION. */
    static StructLayout thread(int width) {
        return StructLayout.of(width)
                .dword("ExitStatus")
                .pointer("TebBaseAddress", "UniqueProcess", "UniqueThread", "AffinityMask")
                .dword("Priority", "BasePriority")
                .build();
    }

    /** The beginning of PEB. */
    static StructLayout peb(int width) {
        return StructLayout.of(width)
                .u8("InheritedAddressSpace", "ReadImageFileExecOptions", "BeingDebugged", "BitField")
                .pointer("Mutant", "ImageBaseAddress", "Ldr", "ProcessParameters")
                .build();
    }

    /** The beginning of RTL_USER_PROCESS_PARAMETERS. */
    static StructLayout parameters(int width) {
        return StructLayout.of(width)
                .dword("MaximumLength", "Length", "Flags", "DebugFlags")
                .pointer("ConsoleHandle")
                .dword("ConsoleFlags")
                .pointer("StandardInput", "StandardOutput", "StandardError")
                .unicodeString("CurrentDirectory")
                .pointer("CurrentDirectoryHandle")
                .unicodeString("DllPath")
                .unicodeString("ImagePathName")
                .unicodeString("CommandLine")
                .build();
    }

    /** The beginning of PEB_LDR_DATA. */
    static StructLayout loader(int width) {
        return StructLayout.of(width)
                .dword("Length")
                .u8("Initialized")
                .pointer("SsHandle", "InLoadOrderModuleList")
                .build();
    }

    /** The beginning of LDR_DATA_TABLE_ENTRY: three lists of two pointers each, then what matters. */
    static StructLayout module(int width) {
        return StructLayout.of(width)
                .pointer("Flink", "Blink", "MemoryFlink", "MemoryBlink", "InitFlink", "InitBlink")
                .pointer("DllBase", "EntryPoint")
                .dword("SizeOfImage")
                .unicodeString("FullDllName")
                .build();
    }

    /** Entries that say how far the next one is. */
    static List<SystemSnapshot.RunningProcess> processes(MemoryImage image) {
        StructLayout layout = process(image.pointerBytes());
        List<SystemSnapshot.RunningProcess> found = new ArrayList<>();
        int at = 0;
        while (true) {
            found.add(process(image, layout, at));
            int next = image.i32(at + layout.at("NextEntryOffset"));
            if (next == 0) {
                return found;
            }
            if (next < layout.size() || found.size() > MOST_PROCESSES) {
                throw new IllegalArgumentException("an entry of " + next + " bytes");
            }
            at += next;
        }
    }

    private static SystemSnapshot.RunningProcess process(MemoryImage image, StructLayout layout, int at) {
        int name = at + layout.at("ImageName");
        int length = image.u16(name);
        long address = image.pointer(name + image.pointerBytes());
        return new SystemSnapshot.RunningProcess(
                (int) image.pointer(at + layout.at("UniqueProcessId")),
                (int) image.pointer(at + layout.at("InheritedFromUniqueProcessId")),
                length == 0 || address == 0 ? "" : image.text(image.offset(address), length),
                image.i64(at + layout.at("CreateTime")),
                image.i64(at + layout.at("UserTime")),
                image.i64(at + layout.at("KernelTime")),
                image.i32(at + layout.at("NumberOfThreads")),
                image.i32(at + layout.at("SessionId")),
                image.i32(at + layout.at("BasePriority")),
                image.pointer(at + layout.at("WorkingSetSize")),
                image.pointer(at + layout.at("VirtualSize")),
                image.i64(at + layout.at("ReadTransferCount")),
                image.i64(at + layout.at("WriteTransferCount")));
    }
}
