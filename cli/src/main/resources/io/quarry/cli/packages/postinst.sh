#!/bin/sh
# After installation and upgrade: the account, then the service, which starts once it is configured.
set -e
systemd-sysusers quarry-agent.conf > /dev/null 2>&1 || getent passwd quarry-agent > /dev/null ||
    useradd --system --home-dir /var/lib/quarry-agent --no-create-home --shell /usr/sbin/nologin quarry-agent
if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable quarry-agent.service > /dev/null 2>&1 || true
    systemctl restart quarry-agent.service || true
fi
