#!/bin/bash
# resolvers.sh DIR: unbound before another unbound, nscd, dnsmasq, on the loopback of a network of their own, with filled caches.
# Says READY; ends with its input. To be run under unshare --net --mount.
set -eu
D=$1
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
ip link set lo up
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 2>/dev/null || true
ip link add veth0 type veth peer name veth1
ip addr add 10.99.0.1/24 dev veth0
ip link set veth0 up; ip link set veth1 up
ip route add default via 10.99.0.2
ip neigh add 10.99.0.2 lladdr 02:00:00:00:00:02 dev veth0 nud permanent
mkdir -p /run/nscd /var/cache/nscd
mount -t tmpfs tmpfs /run/nscd
mount -t tmpfs tmpfs /var/cache/nscd
printf '192.0.2.50 host.quarry.test alias.quarry.test\n2001:db8::50 host.quarry.test\n127.0.0.1 localhost\n' > $D/hosts
mount --bind $D/hosts /etc/hosts
echo nameserver 127.0.0.1 > $D/resolv.conf # where nobody listens
mount --bind $D/resolv.conf /etc/resolv.conf
common='do-daemonize: no
chroot: ""
username: ""
pidfile: ""
use-syslog: no
logfile: "/dev/null"
access-control: 127.0.0.0/8 allow
module-config: "iterator"
do-not-query-localhost: no'
cat > $D/upstream.conf <<CONF
server:
$common
interface: 127.0.0.1@5300
local-zone: "test." static
local-data: "test. 300 IN SOA ns.test. h.test. 1 3600 600 86400 300"
local-data: "a.test. 300 IN A 192.0.2.1"
local-data: "a.test. 300 IN AAAA 2001:db8::1"
local-data: "c.test. 300 IN CNAME a.test."
local-data: "m.test. 300 IN MX 5 a.test."
local-data: 't.test. 300 IN TXT "v=spf1 \"q\" x" "two;"'
local-data: "_s._tcp.test. 300 IN SRV 1 2 443 a.test."
CONF
cat > $D/unbound.conf <<CONF
server:
$common
interface: 127.0.0.1@5301
local-zone: "test." nodefault
local-zone: "local.test." static
local-data: "x.local.test. 300 IN A 192.0.2.77"
forward-zone:
name: "test."
forward-addr: 127.0.0.1@5300
include: "$D/control*.conf"
CONF
printf 'remote-control:\n  control-enable: yes # on\n  control-interface: "%s"\n' $D/ctl > $D/control.conf
unbound -c $D/upstream.conf &
unbound -c $D/unbound.conf &
nscd -F >/dev/null 2>&1 &
printf 'host-record=h.dm.test,192.0.2.9,2001:db8::9,60\n# comment\ncname=al.dm.test,h.dm.test\nconf-dir=%s\n' $D/dnsmasq.d > $D/dnsmasq.conf
mkdir -p $D/dnsmasq.d; echo 'ptr-record=9.2.0.192.in-addr.arpa,h.dm.test' > $D/dnsmasq.d/more
dnsmasq -k -C $D/dnsmasq.conf --port=5302 --no-resolv --no-hosts --listen-address=127.0.0.1 --bind-interfaces --pid-file= \
  --user=root --address=/wild.dm.test/192.0.2.8 >/dev/null 2>&1 &
ask() { # NAME TYPE: sends a query by hand, without another program
  local name='' label
  for label in ${1//./ }; do name+=$(printf '\\x%02x%s' ${#label} "$label"); done
  exec 3<>/dev/udp/127.0.0.1/5301
  printf "\\x00\\x01\\x01\\x00\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00${name}\\x00\\x00\\x$(printf %02x $2)\\x00\\x01" >&3
  timeout 2 dd bs=4096 count=1 status=none <&3 >/dev/null || true
  exec 3<&- 3>&-
}
for i in $(seq 100); do [ -S $D/ctl ] && [ -S /run/nscd/socket ] && break; read -rt 0.1 <> <(:) || true; done
for query in 'a.test 1' 'a.test 28' 'c.test 1' 'm.test 15' 't.test 16' '_s._tcp.test 33' 'none.test 1' 'm.test 28'; do ask $query; done
getent ahosts host.quarry.test > $D/getent
getent hosts alias.quarry.test >> $D/getent
getent hosts 192.0.2.50 >> $D/getent
getent ahosts none.quarry.invalid >> $D/getent || true
if [ -n "${2:-}" ]; then # then a command, watched
  tcpdump -i any -nn -w $D/capture -U 2> $D/tcpdump &
  for i in $(seq 100); do grep -q listening $D/tcpdump 2>/dev/null && break; read -rt 0.1 <> <(:) || true; done
  echo begin > /dev/udp/10.99.0.2/9 || true
  shift
  "$@"
  echo end > /dev/udp/10.99.0.2/9 || true
  for i in $(seq 20); do tcpdump -nn -A -r $D/capture 2>/dev/null | grep -q end && break; read -rt 0.1 <> <(:) || true; done
fi
echo READY
read -r _ || true
