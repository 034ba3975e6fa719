# plant.sh FOLDER, in a mount namespace of its own: puts files of the folder where jobs look for them, and becomes a process that
# looks like a login over SSH and ends with its standard input.
set -e
mkdir -p /etc/cron.d /etc/systemd/system
mount --bind "$1/hosts" /etc/hosts
mount --bind "$1/cron.d" /etc/cron.d
mount --bind "$1/units" /etc/systemd/system
cp "$(command -v cat)" "$1/sshd"
exec -a 'sshd: parity@pts/77' "$1/sshd"
