#!/bin/sh
# docs/farm.md, "two machines in ten minutes": desk and lab as two network namespaces, or both on loopback.
#   two_machines.sh namespaces|loopback FOLDER
# PATH has oceanhil and labgrid's programs. Whoever starts this ends its process group, and all that it started.
set -eu
kind=$1
folder=$2
lab() { "$@"; }
desk_at=127.0.0.77
lab_at=127.0.0.78
if [ "$kind" = namespaces ]; then
    mount -t tmpfs tmpfs /run
    mkdir -p /run/netns
    ip link set lo up
    ip netns add lab
    ip link add desk0 type veth peer name lab0
    ip link set lab0 netns lab
    desk_at=10.99.0.1
    lab_at=10.99.0.2
    ip addr add $desk_at/24 dev desk0
    ip link set desk0 up
    lab() { ip netns exec lab "$@"; }
    lab ip addr add $lab_at/24 dev lab0
    lab ip link set lab0 up
    lab ip link set lo up
fi
says() { # FILE TEXT
    for _ in $(seq 300); do
        if grep -q "$2" "$1" 2> /dev/null; then return; fi
        sleep 0.1
    done
    cat "$1"
    exit 1
}
export LG_COORDINATOR=$desk_at:20408 LG_USERNAME=me LG_HOSTNAME=desk
mkdir "$folder/desk" "$folder/lab"

cd "$folder/desk"
labgrid-coordinator -l "$LG_COORDINATOR" > coordinator.log 2>&1 &
says coordinator.log "listening on"

cd "$folder/lab"
lab oceanhil vboard --board esp32 --rfc2217 $lab_at:4001 > board.log 2>&1 &
says board.log "at rfc2217"
printf '[board.desk-1]\nkind = "esp32"\nport = "rfc2217://%s:4001"\nagent = true\n' $lab_at > boards.toml
oceanhil boards labgrid --name lab > next.txt
sed -n 's/^  labgrid-exporter //p' next.txt > exporter.txt
lab labgrid-exporter $(cat exporter.txt) > exporter.log 2>&1 &
says exporter.log "creating poll task"

cd "$folder/desk"
grep '^  labgrid-client' ../lab/next.txt > client.sh
sh -eu client.sh
oceanhil boards places labgrid
oceanhil run --world serial:labgrid:desk-1 --board esp32 first-boot
echo "board at $lab_at"
