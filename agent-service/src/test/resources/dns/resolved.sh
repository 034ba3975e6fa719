#!/bin/bash
# resolved.sh CACHE DIR: a systemd-resolved of Debian 13 (that of 12 shows no cache) in DIR/root, with a filled cache. Its packages
# are kept in CACHE. Says READY; ends with its input. To be run under unshare --net --mount.
set -eu
C=$1 D=$2 R=$2/root
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
mkdir -p "$R"
for deb in "$C"/cache/archives/*.deb; do dpkg-deb -x "$deb" "$R"; done
printf 'root:x:0:0:root:/root:/bin/bash\nsystemd-resolve:x:991:991::/:/usr/sbin/nologin\n' > $R/etc/passwd
printf 'root:x:0:\nsystemd-resolve:x:991:\n' > $R/etc/group
echo 0123456789abcdef0123456789abcdef > $R/etc/machine-id
mkdir -p $R/etc/systemd $R/proc $R/dev $R/sys $R/run $R/var/lib/dpkg
printf '[Resolve]\nDNS=127.0.0.1:5300\nCacheFromLocalhost=yes\nLLMNR=no\nMulticastDNS=no\nDNSSEC=no\n' > $R/etc/systemd/resolved.conf
for deb in "$C"/cache/archives/*.deb; do dpkg-deb -f "$deb" Package Version; echo; done > $R/var/lib/dpkg/status
ip link set lo up
ip link add veth0 type veth peer name veth1
ip addr add 10.99.0.1/24 dev veth0
ip link set veth0 up; ip link set veth1 up
ip route add default via 10.99.0.2
mount --bind /dev $R/dev; mount --bind /sys $R/sys; mount -t proc proc $R/proc; mount -t tmpfs tmpfs $R/run
mkdir -p $R/run/systemd/resolve; chown 991:991 $R/run/systemd/resolve
cat > $D/upstream.conf <<CONF
server:
  do-daemonize: no
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: "/dev/null"
  interface: 127.0.0.1@5300
  access-control: 127.0.0.0/8 allow
  local-zone: "test." static
  local-data: "test. 300 IN SOA ns.test. h.test. 1 3600 600 86400 300"
  local-data: "a.test. 300 IN A 192.0.2.1"
  local-data: "a.test. 300 IN AAAA 2001:db8::1"
  local-data: "c.test. 300 IN CNAME a.test."
  local-data: 't.test. 300 IN TXT "v=spf1 \"q\" x" "two;"'
  local-data: "_s._tcp.test. 300 IN SRV 1 2 443 a.test."
  local-data: "m.test. 300 IN MX 5 a.test."
  local-data: "ca.test. 300 IN CAA 0 issue le.test"
  local-data: "h.test. 300 IN HTTPS 1 . alpn=h2 ipv4hint=192.0.2.1"
  local-data: "1.2.0.192.in-addr.arpa. 300 IN PTR a.test."
CONF
unbound -c $D/upstream.conf &
chroot $R /usr/lib/systemd/systemd-resolved >/dev/null 2>&1 &
for i in $(seq 100); do [ -S $R/run/systemd/resolve/io.systemd.Resolve.Monitor ] && break; read -rt 0.1 <> <(:) || true; done
export SYSTEMD_COLORS=0
q() { chroot $R timeout 5 resolvectl "$@" >/dev/null 2>&1 || true; }
varlink() { chroot $R timeout 5 varlinkctl call /run/systemd/resolve/io.systemd.Resolve io.systemd.Resolve."$1" "$2" >/dev/null 2>&1 || true; }
varlink ResolveHostname '{"name":"c.test"}'
varlink ResolveHostname '{"name":"none.test"}'
varlink ResolveAddress '{"family":2,"address":[192,0,2,1]}'
for record in t.test:16 _s._tcp.test:33 m.test:15 ca.test:257 h.test:65 m.test:28 test:6; do
  varlink ResolveRecord "{\"name\":\"${record%:*}\",\"type\":${record#*:}}"
done
chroot $R resolvectl show-cache > $D/before
echo READY
read -r _ || true
chroot $R resolvectl show-cache > $D/after
echo DONE
