#!/bin/sh
# Before removal. Not before an upgrade: the new version's postinst restarts the service, in a second instead of minutes.
set -e
case "${1:-}" in
    remove | deconfigure | 0)
        if [ -d /run/systemd/system ]; then
            systemctl stop quarry-agent.service || true
            systemctl disable quarry-agent.service > /dev/null 2>&1 || true
        fi
        ;;
esac
