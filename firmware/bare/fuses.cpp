#include "fuses.h"

#include <string.h>

#include "journal.h"
#include "machine.h"
#include "pretences.h"
#include "text.h"

namespace fuses {
namespace {

constexpr size_t mac_bytes = 6;
constexpr uint8_t group_bit = 1;

void read_fuses(uint8_t mac[mac_bytes]) {
    memcpy(mac, machine::identity.mac, mac_bytes);
    journal::Reader reader;
    journal::Entry entry;
    while (reader.next(entry)) {
        if (entry.kind == journal::Kind::mac && entry.length == mac_bytes) {
            memcpy(mac, entry.data, mac_bytes);
        }
    }
    switch (static_cast<or_mac_fault>(pretences::value(OR_PRETEND_MAC_FAULT))) {
        case OR_MAC_SOUND:
            return;
        case OR_MAC_UNREADABLE:
            memset(mac, 0, mac_bytes);
            return;
        case OR_MAC_BAD_CRC:
            memset(mac, 0xFF, mac_bytes);
            return;
    }
}

void put_octets(bare::Text<64>& text, const uint8_t mac[mac_bytes]) {
    constexpr char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < mac_bytes; i++) {
        const char octet[] = {digits[mac[i] >> 4], digits[mac[i] & 15], ':'};
        text.add(octet, i + 1 < mac_bytes ? 3 : 2);
    }
}

}  // namespace

bool read_mac(uint8_t mac[mac_bytes], char* reason, size_t reason_capacity) {
    constexpr uint8_t zeros[mac_bytes] = {};
    read_fuses(mac);
    bare::Text<64> why;
    if (memcmp(mac, zeros, mac_bytes) == 0) {
        why.add("the MAC address is all zero");
    } else if ((mac[0] & group_bit) != 0) {
        put_octets(why, mac);
        why.add(" is a group address");
    } else {
        return true;
    }
    const size_t length = why.size() < reason_capacity ? why.size() : reason_capacity - 1;
    memcpy(reason, why.data(), length);
    reason[length] = '\0';
    return false;
}

}  // namespace fuses
