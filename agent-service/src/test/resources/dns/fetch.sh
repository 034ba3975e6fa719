#!/bin/bash
# fetch.sh CACHE: Debian 13's systemd-resolved and what it needs, as packages in CACHE. The machine's own apt stays as it is.
set -eu
C=$1
[ ! -f "$C/fetched" ] || exit 0
mkdir -p "$C"/sources "$C"/lists/partial "$C"/cache/archives/partial
: > "$C/status"
printf 'Types: deb\nURIs: http://deb.debian.org/debian\nSuites: trixie\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
  > "$C/sources/trixie.sources"
options=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$C/sources" -o Dir::State::lists="$C/lists" -o Dir::State::status="$C/status"
  -o Dir::Cache="$C/cache" -o APT::Install-Recommends=false -o Debug::NoLocking=1 -o APT::Sandbox::User=root)
apt-get "${options[@]}" update -qq
apt-get "${options[@]}" install -y -qq --download-only systemd-resolved iproute2 base-files bash coreutils
touch "$C/fetched"
