# Runs a command on a leash: standard input is a pipe whose other end the supervisor holds. When the supervisor is gone,
# however it went, the pipe closes and the command is asked to end, and after 10 s made to. A line on the pipe means that
# the command has ended by itself. The command keeps this shell's process id.
exec 3<&0
(
    trap '' TERM INT HUP
    read -r _ <&3 && exit 0
    # Only while it is still our parent: process ids come round again.
    alive() {
        [ ! -r /proc/self/stat ] || { read -r _ _ _ parent _ < /proc/self/stat && [ "$parent" = "$$" ]; }
    }
    alive && kill -TERM "$$"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        alive || exit 0
        sleep 1
    done
    alive && kill -KILL "$$"
) > /dev/null 2>&1 &
exec "$@" < /dev/null 3<&-
