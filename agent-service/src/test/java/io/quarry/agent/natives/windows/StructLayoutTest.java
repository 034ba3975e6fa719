package io.quarry.agent.natives.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sizes and offsets of every structure for pointers of 8 and of 4 bytes, as C compilers lay out what Microsoft documents
 * (learn.microsoft.com, the Windows SDK's headers), and for what it does not document as System Informer's phnt headers and
 * ReactOS have it. The numbers stand here by themselves: a mistake in a layout does not repeat itself in them.
 */
final class StructLayoutTest {
    private static final Map<String, IntFunction<StructLayout>> LAYOUTS = Map.ofEntries(
            Map.entry("ENUM_SERVICE_STATUS_PROCESSW", ServiceStructures::status),
            Map.entry("QUERY_SERVICE_CONFIGW", ServiceStructures::config),
            Map.entry("SERVICE_FAILURE_ACTIONSW", ServiceStructures::failureActions),
            Map.entry("SERVICE_TRIGGER", ServiceStructures::trigger),
            Map.entry("SERVICE_TRIGGER_INFO", ServiceStructures::triggers),
            Map.entry("SERVICE_TRIGGER_SPECIFIC_DATA_ITEM", ServiceStructures::triggerItem),
            Map.entry("UNICODE_STRING", RegistryStructures::unicodeString),
            Map.entry("OBJECT_ATTRIBUTES", RegistryStructures::objectAttributes),
            Map.entry("KEY_BASIC_INFORMATION", width -> RegistryStructures.keyBasic()),
            Map.entry("KEY_FULL_INFORMATION", width -> RegistryStructures.keyFull()),
            Map.entry("KEY_VALUE_FULL_INFORMATION", width -> RegistryStructures.valueFull()),
            Map.entry("SYSTEM_PROCESS_INFORMATION", ProcessStructures::process),
            Map.entry("SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX", ProcessStructures::handle),
            Map.entry("PROCESS_BASIC_INFORMATION", ProcessStructures::basic),
            Map.entry("THREAD_BASIC_INFORMATION", ProcessStructures::thread),
            Map.entry("PEB", ProcessStructures::peb),
            Map.entry("RTL_USER_PROCESS_PARAMETERS", ProcessStructures::parameters),
            Map.entry("PEB_LDR_DATA", ProcessStructures::loader),
            Map.entry("LDR_DATA_TABLE_ENTRY", ProcessStructures::module),
            Map.entry("SID_AND_ATTRIBUTES", AccessToken::sidAndAttributes),
            Map.entry("BY_HANDLE_FILE_INFORMATION", width -> FileStructures.byHandle()),
            Map.entry("FILE_BASIC_INFO", width -> FileStructures.basic()),
            Map.entry("WIN32_FIND_DATAW", width -> FileStructures.findData()),
            Map.entry("WIN32_FIND_STREAM_DATA", width -> FileStructures.streamData()),
            Map.entry("MIB_TCPROW_OWNER_MODULE", width -> SocketTables.tcp4()),
            Map.entry("MIB_TCP6ROW_OWNER_MODULE", width -> SocketTables.tcp6()),
            Map.entry("MIB_UDPROW_OWNER_MODULE", width -> SocketTables.udp4()),
            Map.entry("MIB_UDP6ROW_OWNER_MODULE", width -> SocketTables.udp6()),
            Map.entry("MIB_IPNET_ROW2", width -> NeighbourStructures.neighbour()),
            Map.entry("MIB_IPFORWARD_ROW2", width -> NeighbourStructures.route()),
            Map.entry("IP_ADAPTER_ADDRESSES", NeighbourStructures::adapter),
            Map.entry("IP_ADAPTER_UNICAST_ADDRESS", NeighbourStructures::unicast),
            Map.entry("WINTRUST_FILE_INFO", TrustStructures::file),
            Map.entry("WINTRUST_CATALOG_INFO", TrustStructures::catalog),
            Map.entry("WINTRUST_DATA", TrustStructures::data),
            Map.entry("CRYPT_PROVIDER_SGNR", TrustStructures::signer),
            Map.entry("CERT_CONTEXT", TrustStructures::certificate),
            Map.entry("CATALOG_INFO", width -> TrustStructures.catalogFile()),
            Map.entry("USER_INFO_1", LocalAccounts::user));

    /** Structure, field (or SIZE), offset with pointers of 8 bytes, with pointers of 4. */
    private static final String DOCUMENTED = """
            ENUM_SERVICE_STATUS_PROCESSW lpDisplayName 8 4
            ENUM_SERVICE_STATUS_PROCESSW dwServiceType 16 8
            ENUM_SERVICE_STATUS_PROCESSW dwProcessId 44 36
            ENUM_SERVICE_STATUS_PROCESSW SIZE 56 44
            QUERY_SERVICE_CONFIGW dwStartType 4 4
            QUERY_SERVICE_CONFIGW lpBinaryPathName 16 12
            QUERY_SERVICE_CONFIGW dwTagId 32 20
            QUERY_SERVICE_CONFIGW lpDependencies 40 24
            QUERY_SERVICE_CONFIGW lpDisplayName 56 32
            QUERY_SERVICE_CONFIGW SIZE 64 36
            SERVICE_FAILURE_ACTIONSW lpCommand 16 8
            SERVICE_FAILURE_ACTIONSW cActions 24 12
            SERVICE_FAILURE_ACTIONSW lpsaActions 32 16
            SERVICE_FAILURE_ACTIONSW SIZE 40 20
            SERVICE_TRIGGER pTriggerSubtype 8 8
            SERVICE_TRIGGER cDataItems 16 12
            SERVICE_TRIGGER SIZE 32 20
            SERVICE_TRIGGER_INFO pTriggers 8 4
            SERVICE_TRIGGER_INFO SIZE 24 12
            SERVICE_TRIGGER_SPECIFIC_DATA_ITEM pData 8 8
            SERVICE_TRIGGER_SPECIFIC_DATA_ITEM SIZE 16 12
            UNICODE_STRING Buffer 8 4
            UNICODE_STRING SIZE 16 8
            OBJECT_ATTRIBUTES RootDirectory 8 4
            OBJECT_ATTRIBUTES ObjectName 16 8
            OBJECT_ATTRIBUTES Attributes 24 12
            OBJECT_ATTRIBUTES SIZE 48 24
            KEY_BASIC_INFORMATION NameLength 12 12
            KEY_BASIC_INFORMATION Name 16 16
            KEY_FULL_INFORMATION ClassOffset 12 12
            KEY_FULL_INFORMATION SubKeys 20 20
            KEY_FULL_INFORMATION Values 32 32
            KEY_FULL_INFORMATION Class 44 44
            KEY_VALUE_FULL_INFORMATION DataOffset 8 8
            KEY_VALUE_FULL_INFORMATION Name 20 20
            SYSTEM_PROCESS_INFORMATION CreateTime 32 32
            SYSTEM_PROCESS_INFORMATION ImageName 56 56
            SYSTEM_PROCESS_INFORMATION BasePriority 72 64
            SYSTEM_PROCESS_INFORMATION UniqueProcessId 80 68
            SYSTEM_PROCESS_INFORMATION InheritedFromUniqueProcessId 88 72
            SYSTEM_PROCESS_INFORMATION HandleCount 96 76
            SYSTEM_PROCESS_INFORMATION SessionId 100 80
            SYSTEM_PROCESS_INFORMATION VirtualSize 120 92
            SYSTEM_PROCESS_INFORMATION WorkingSetSize 144 104
            SYSTEM_PROCESS_INFORMATION ReadOperationCount 208 136
            SYSTEM_PROCESS_INFORMATION ReadTransferCount 232 160
            SYSTEM_PROCESS_INFORMATION SIZE 256 184
            SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX HandleValue 16 8
            SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX GrantedAccess 24 12
            SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX ObjectTypeIndex 30 18
            SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX SIZE 40 28
            PROCESS_BASIC_INFORMATION PebBaseAddress 8 4
            PROCESS_BASIC_INFORMATION SIZE 48 24
            THREAD_BASIC_INFORMATION UniqueProcess 16 8
            THREAD_BASIC_INFORMATION SIZE 48 28
            PEB Ldr 24 12
            PEB ProcessParameters 32 16
            RTL_USER_PROCESS_PARAMETERS CurrentDirectory 56 36
            RTL_USER_PROCESS_PARAMETERS ImagePathName 96 56
            RTL_USER_PROCESS_PARAMETERS CommandLine 112 64
            PEB_LDR_DATA InLoadOrderModuleList 16 12
            LDR_DATA_TABLE_ENTRY DllBase 48 24
            LDR_DATA_TABLE_ENTRY SizeOfImage 64 32
            LDR_DATA_TABLE_ENTRY FullDllName 72 36
            SID_AND_ATTRIBUTES SIZE 16 8
            BY_HANDLE_FILE_INFORMATION nFileSizeHigh 32 32
            BY_HANDLE_FILE_INFORMATION SIZE 52 52
            FILE_BASIC_INFO ChangeTime 24 24
            FILE_BASIC_INFO SIZE 40 40
            WIN32_FIND_DATAW dwReserved0 36 36
            WIN32_FIND_DATAW cFileName 44 44
            WIN32_FIND_DATAW cAlternateFileName 564 564
            WIN32_FIND_DATAW SIZE 592 592
            WIN32_FIND_STREAM_DATA cStreamName 8 8
            WIN32_FIND_STREAM_DATA SIZE 600 600
            MIB_TCPROW_OWNER_MODULE liCreateTimestamp 24 24
            MIB_TCPROW_OWNER_MODULE SIZE 160 160
            MIB_TCP6ROW_OWNER_MODULE ucRemoteAddr 24 24
            MIB_TCP6ROW_OWNER_MODULE dwState 48 48
            MIB_TCP6ROW_OWNER_MODULE SIZE 192 192
            MIB_UDPROW_OWNER_MODULE liCreateTimestamp 16 16
            MIB_UDPROW_OWNER_MODULE OwningModuleInfo 32 32
            MIB_UDPROW_OWNER_MODULE SIZE 160 160
            MIB_UDP6ROW_OWNER_MODULE liCreateTimestamp 32 32
            MIB_UDP6ROW_OWNER_MODULE SIZE 176 176
            MIB_IPNET_ROW2 InterfaceLuid 32 32
            MIB_IPNET_ROW2 PhysicalAddress 40 40
            MIB_IPNET_ROW2 PhysicalAddressLength 72 72
            MIB_IPNET_ROW2 State 76 76
            MIB_IPNET_ROW2 Flags 80 80
            MIB_IPNET_ROW2 SIZE 88 88
            MIB_IPFORWARD_ROW2 NextHop 44 44
            MIB_IPFORWARD_ROW2 Metric 84 84
            MIB_IPFORWARD_ROW2 SIZE 104 104
            IP_ADAPTER_ADDRESSES FirstUnicastAddress 24 16
            IP_ADAPTER_ADDRESSES FriendlyName 72 40
            IP_ADAPTER_ADDRESSES PhysicalAddress 80 44
            IP_ADAPTER_ADDRESSES IfType 100 64
            IP_ADAPTER_ADDRESSES Ipv6IfIndex 108 72
            IP_ADAPTER_UNICAST_ADDRESS lpSockaddr 16 12
            IP_ADAPTER_UNICAST_ADDRESS PrefixOrigin 32 20
            IP_ADAPTER_UNICAST_ADDRESS OnLinkPrefixLength 56 44
            WINTRUST_FILE_INFO SIZE 32 16
            WINTRUST_CATALOG_INFO hMemberFile 32 20
            WINTRUST_CATALOG_INFO cbCalculatedFileHash 48 28
            WINTRUST_CATALOG_INFO SIZE 72 40
            WINTRUST_DATA dwUnionChoice 32 20
            WINTRUST_DATA pFile 40 24
            WINTRUST_DATA hWVTStateData 56 32
            WINTRUST_DATA dwProvFlags 72 40
            WINTRUST_DATA SIZE 88 52
            CRYPT_PROVIDER_SGNR pasCertChain 16 16
            CRYPT_PROVIDER_SGNR csCounterSigners 44 32
            CERT_CONTEXT pbCertEncoded 8 4
            CERT_CONTEXT SIZE 40 20
            CATALOG_INFO SIZE 524 524
            USER_INFO_1 usri1_priv 20 12
            USER_INFO_1 usri1_flags 40 24
            USER_INFO_1 SIZE 56 32
            """;

    @TestFactory
    Stream<DynamicTest> layouts() {
        return DOCUMENTED.lines().map(line -> {
            String[] words = line.split(" ", -1);
            return DynamicTest.dynamicTest(words[0] + '.' + words[1], () -> {
                IntFunction<StructLayout> layout = Objects.requireNonNull(LAYOUTS.get(words[0]), words[0]);
                assertThat(offset(layout.apply(8), words[1])).isEqualTo(Integer.parseInt(words[2]));
                assertThat(offset(layout.apply(4), words[1])).isEqualTo(Integer.parseInt(words[3]));
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> everyLayoutIsChecked() {
        return LAYOUTS.keySet().stream()
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> assertThat(DOCUMENTED).contains(name + " ")));
    }

    private static int offset(StructLayout layout, String field) {
        return field.equals("SIZE") ? layout.size() : layout.at(field);
    }
}
