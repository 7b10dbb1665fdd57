#include "attached.h"

#include <string.h>

#include "board_time.h"
#include "inbox.h"
#include "parts/dht.h"
#include "parts/ds18b20.h"

namespace oceanhil::machine {

namespace {

/// As hil/worlds/sketch/wiring.py numbers them.
enum class PartKind : uint8_t { dht11 = 1, dht22 = 2, ds18b20 = 3 };

struct AttachedPart {
    parts::LinePart* part = nullptr;
    uint8_t pin = 0;
};

AttachedPart attached_part;

/// Made where first used, so that each boot has the part as it is after power-on.
parts::LinePart* part_of(PartKind kind) {
    static parts::Dht dht11(parts::DhtKind::dht11);
    static parts::Dht dht22(parts::DhtKind::dht22);
    static parts::Ds18b20 ds18b20;
    switch (kind) {
        case PartKind::dht11:
            return &dht11;
        case PartKind::dht22:
            return &dht22;
        case PartKind::ds18b20:
            return &ds18b20;
    }
    return nullptr;
}

}  // namespace

namespace inbox {

/// The pin, the kind, and what it shows: the degrees and the percent in tenths, 16 bits each.
void take_part(const uint8_t* data, size_t size) {
    parts::Climate climate;
    constexpr size_t kHead = 2;
    if (size != kHead + sizeof climate.temperature_tenths + sizeof climate.humidity_tenths) {
        return;
    }
    memcpy(&climate.temperature_tenths, data + kHead, sizeof climate.temperature_tenths);
    memcpy(&climate.humidity_tenths, data + kHead + sizeof climate.temperature_tenths, sizeof climate.humidity_tenths);
    attached_part = {part_of(static_cast<PartKind>(data[1])), data[0]};
    if (attached_part.part != nullptr) {
        attached_part.part->surround(climate);
    }
}

}  // namespace inbox

namespace attached {

bool is_any() { return attached_part.part != nullptr; }

bool is_at(uint8_t pin) { return is_any() && attached_part.pin == pin; }

uint8_t pin() { return attached_part.pin; }

void held(bool is_low) { attached_part.part->held(is_low, present_us()); }

bool pulls_low() { return attached_part.part->pulls_low(present_us()); }

uint64_t next_edge_us() { return attached_part.part->next_edge_us(present_us()); }

}  // namespace attached

}  // namespace oceanhil::machine
