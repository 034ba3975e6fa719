#!/bin/sh
# After removal the asset's identity stays, as configuration does; a purge takes it away, and a new installation is a new asset.
set -e
if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
if [ "${1:-}" = purge ]; then
    rm -rf /var/lib/quarry-agent /etc/quarry-agent
    if getent passwd quarry-agent > /dev/null; then userdel quarry-agent || true; fi
fi
