# Starts the agent with Windows, as SYSTEM, and starts it again when it ends: a task of the Task Scheduler, for a Java program is no
# service by itself. Run as administrator:  .\bin\register.ps1   and to undo it:  .\bin\register.ps1 -Remove
param([switch]$Remove)
$ErrorActionPreference = 'Stop'
$name = 'Quarry agent'
if ($Remove) {
    Stop-ScheduledTask -TaskName $name -ErrorAction SilentlyContinue
    Unregister-ScheduledTask -TaskName $name -Confirm:$false
    return
}
$home_folder = Split-Path -Parent $PSScriptRoot
$action = New-ScheduledTaskAction -Execute "$home_folder\bin\quarry-agent.cmd" `
    -Argument "run --config `"$home_folder\conf\agent.properties`""
$settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
    -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries
Register-ScheduledTask -TaskName $name -Action $action -Settings $settings -User 'SYSTEM' -RunLevel Highest -Force `
    -Trigger (New-ScheduledTaskTrigger -AtStartup) | Out-Null
Start-ScheduledTask -TaskName $name
