package io.quarry.agent.selftest;

import java.util.List;
import java.util.Objects;

/**
 * Every job against what Windows brings for the same question: a cmdlet of PowerShell, which says most, and a program that older
 * and smaller installations have, too. The cmdlets write what they know with tabs between, so that nothing depends on widths.
 */
final class WindowsComparisons {
    private static final String CONTROL = "SYSTEM\\CurrentControlSet\\Control\\Session Manager";
    private static final String ENVIRONMENT = "Environment";
    private static final String END =
            "function End($a, $p) { if ($a -match ':') { \"[$a]:$p\" } else { \"${a}:$p\" } } ";

    private WindowsComparisons() {}

    static List<Comparison> all() {
        String root = Objects.requireNonNullElse(System.getenv("SystemRoot"), "C:\\Windows");
        String folder = "{\"path\": \"" + root.replace('\\', '/') + "/*\", \"directory_depth\": 0}";
        return List.of(
                new Comparison(
                        "current-process",
                        "{}",
                        OutsideTool.powerShell(
                                "Get-Process",
                                "Get-Process | Where-Object Id -ne 0 | ForEach-Object { \"$($_.Id)`t$($_.ProcessName)\" }"),
                        Facts::process,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "current-process",
                        "{}",
                        OutsideTool.program("tasklist", "tasklist.exe", "/fo", "csv", "/nh"),
                        Facts::process,
                        ToolLines::tasklist,
                        true),
                new Comparison(
                        "current-process",
                        "{}",
                        OutsideTool.program("wmic process", "wmic.exe", "process", "get", "Name,ProcessId"),
                        Facts::process,
                        ToolLines::wmic,
                        true),
                new Comparison(
                        "installed-service",
                        "{}",
                        OutsideTool.powerShell(
                                "Get-Service",
                                "Add-Type -AssemblyName System.ServiceProcess; @(Get-Service -ErrorAction"
                                        + " SilentlyContinue) + [System.ServiceProcess.ServiceController]::GetDevices()"
                                        + " | ForEach-Object { \"$($_.ServiceName)`t$($_.Status)\" }"),
                        Facts::service,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "installed-service",
                        "{}",
                        OutsideTool.program(
                                "sc query", "sc.exe", "query", "type=", "all", "state=", "all", "bufsize=", "262144"),
                        Facts::service,
                        ToolLines::sc,
                        true),
                new Comparison(
                        "installed-service",
                        "{}",
                        OutsideTool.program("net start", "net.exe", "start"),
                        Facts::started,
                        ToolLines::netStart,
                        true),
                network(
                        OutsideTool.powerShell(
                                "Get-NetTCPConnection",
                                END
                                        + "Get-NetTCPConnection | Where-Object State -ne 'Bound' | ForEach-Object {"
                                        + " \"tcp`t$(End $_.LocalAddress $_.LocalPort)`t$(End $_.RemoteAddress"
                                        + " $_.RemotePort)`t$($_.State)`t$($_.OwningProcess)\" }; Get-NetUDPEndpoint |"
                                        + " ForEach-Object { \"udp`t$(End $_.LocalAddress $_.LocalPort)`t*:*`t`t"
                                        + "$($_.OwningProcess)\" }"),
                        true),
                network(OutsideTool.program("netstat", "netstat.exe", "-a", "-n"), false),
                new Comparison(
                        "arp-cache",
                        "{}",
                        OutsideTool.powerShell(
                                "Get-NetNeighbor",
                                "Get-NetNeighbor | ForEach-Object { $m = $_.LinkLayerAddress -replace '-', ':';"
                                        + " if ($_.State -in 'Unreachable', 'Incomplete' -and $m -match '^[0:]*$')"
                                        + " { $m = '' }; \"$($_.IPAddress -replace '%.*')`t$m\" }"),
                        Facts::neighbour,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "arp-cache",
                        "{}",
                        OutsideTool.program("arp -a", "arp.exe", "-a"),
                        Facts::neighbour,
                        ToolLines::arp,
                        false),
                new Comparison(
                        "scheduled-task",
                        "{}",
                        OutsideTool.powerShell(
                                "Get-ScheduledTask",
                                "Get-ScheduledTask | ForEach-Object {"
                                        + " \"$($_.TaskPath)$($_.TaskName)`t$($_.State -ne 'Disabled')\" }"),
                        Facts::task,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "scheduled-task",
                        "{}",
                        OutsideTool.powerShell(
                                "Get-ScheduledTaskInfo",
                                "Get-ScheduledTask | Get-ScheduledTaskInfo | Where-Object NextRunTime | ForEach-Object {"
                                        + " \"$($_.TaskPath)$($_.TaskName)`t"
                                        + "$($_.NextRunTime.ToUniversalTime().ToString('s'))\" }"),
                        Facts::nextRun,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "scheduled-task",
                        "{}",
                        OutsideTool.program("schtasks", "schtasks.exe", "/query", "/fo", "csv", "/nh"),
                        Facts::taskPath,
                        ToolLines::schtasks,
                        true),
                registry("search_hklm", "HKLM", CONTROL),
                registry("search_hkcu", "HKCU", ENVIRONMENT),
                new Comparison(
                        "dns-cache",
                        "{}",
                        OutsideTool.powerShell(
                                "Get-DnsClientCache",
                                "Get-DnsClientCache | Where-Object Data | ForEach-Object {"
                                        + " \"$($_.Name)`t$([int]$_.Type)`t$($_.Data)\" }"),
                        Facts::record,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "user-session",
                        "{}",
                        OutsideTool.program("quser", "quser.exe"),
                        Facts::session,
                        ToolLines::quser,
                        true),
                new Comparison(
                        "directory-entry",
                        folder,
                        OutsideTool.powerShell(
                                "Get-ChildItem",
                                "Get-ChildItem -Force -LiteralPath $env:SystemRoot | ForEach-Object {"
                                        + " $s = if ($_.PSIsContainer) { '-' } else { $_.Length };"
                                        + " \"$($_.Name)`t$s`t$($_.LastWriteTimeUtc.ToString('s'))\" }"),
                        Facts::file,
                        ToolLines::folded,
                        true),
                new Comparison(
                        "directory-entry",
                        folder,
                        OutsideTool.shell("dir", "dir /a /b " + root),
                        Facts::fileName,
                        ToolLines::folded,
                        true));
    }

    /** @param details whether the tool tells state and process */
    private static Comparison network(OutsideTool tool, boolean details) {
        return new Comparison(
                "network-connection",
                "{\"tcp_ipv4\": true, \"tcp_ipv6\": true, \"udp_ipv4\": true, \"udp_ipv6\": true}",
                tool,
                details ? Facts::connection : Facts::endpoint,
                details ? ToolLines::connections : ToolLines::netstat,
                true);
    }

    private static Comparison registry(String hive, String root, String key) {
        String pattern = key.replace("\\", "\\\\");
        return new Comparison(
                "registry-key",
                "{\"" + hive + "\": true, \"recursion_depth\": 32, \"registry_keys\": [\"" + pattern + "\"]}",
                OutsideTool.program("reg query " + root, "reg.exe", "query", root + '\\' + key, "/s"),
                Facts::value,
                ToolLines::regQuery,
                true);
    }
}
