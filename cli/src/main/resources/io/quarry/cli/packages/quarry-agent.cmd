@echo off
rem Runs the agent with the Java 17 or newer that JAVA_HOME names, else the one on the PATH.
setlocal
set "QUARRY_HOME=%~dp0.."
set "QUARRY_JAVA=java"
if exist "%QUARRY_HOME%\runtime\bin\java.exe" set "QUARRY_JAVA=%QUARRY_HOME%\runtime\bin\java.exe"
if "%QUARRY_JAVA%"=="java" if defined JAVA_HOME set "QUARRY_JAVA=%JAVA_HOME%\bin\java.exe"
"%QUARRY_JAVA%" "@%QUARRY_HOME%\lib\jvm.options" "-Djna.boot.library.path=%QUARRY_HOME%\lib\native" %QUARRY_AGENT_JAVA_OPTIONS% -jar "%QUARRY_HOME%\lib\quarry-agent.jar" %*
