#include "attached.h"

#include <string.h>

#include "board_time.h"
#include "i2c.h"
#include "inbox.h"
#include "machine.h"
#include "parts/aht20.h"
#include "parts/bme280.h"
#include "parts/dht.h"
#include "parts/ds18b20.h"
#include "parts/sht31.h"

namespace oceanhil::machine {

namespace {

/// As hil/worlds/sketch/wiring.py numbers them.
enum class PartKind : uint8_t { dht11 = 1, dht22 = 2, ds18b20 = 3, bme280 = 4, sht31 = 5, aht20 = 6 };

struct PartAtPin {
    parts::LinePart* part = nullptr;
    uint8_t pin = 0;
};

struct PartAtAddress {
    parts::AddressedPart* part = nullptr;
    uint8_t address = 0;
};

PartAtPin part_at_pin;
PartAtAddress part_at_address;
// A byte and its answer, in clocks of the bus.
constexpr uint64_t kClocksOfByte = 9;

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
        default:
            return nullptr;
    }
}

parts::AddressedPart* addressed_part_of(PartKind kind) {
    static parts::Bme280 bme280;
    static parts::Sht31 sht31;
    static parts::Aht20 aht20;
    switch (kind) {
        case PartKind::bme280:
            return &bme280;
        case PartKind::sht31:
            return &sht31;
        case PartKind::aht20:
            return &aht20;
        default:
            return nullptr;
    }
}

/// Lets the time pass that the address and the bytes behind it take.
void transfer(size_t count, uint32_t hz) { wait_us((count + 1) * kClocksOfByte * kSecondUs / hz); }

}  // namespace

namespace inbox {

/// The pin or the address, the kind, and what it shows: the degrees and the percent in tenths, 16 bits each.
void take_part(const uint8_t* data, size_t size) {
    parts::Climate climate;
    constexpr size_t kHead = 2;
    if (size != kHead + sizeof climate.temperature_tenths + sizeof climate.humidity_tenths) {
        return;
    }
    memcpy(&climate.temperature_tenths, data + kHead, sizeof climate.temperature_tenths);
    memcpy(&climate.humidity_tenths, data + kHead + sizeof climate.temperature_tenths, sizeof climate.humidity_tenths);
    const auto kind = static_cast<PartKind>(data[1]);
    part_at_pin = {part_of(kind), data[0]};
    part_at_address = {addressed_part_of(kind), data[0]};
    if (part_at_pin.part != nullptr) {
        part_at_pin.part->surround(climate);
    }
    if (part_at_address.part != nullptr) {
        part_at_address.part->surround(climate);
    }
}

}  // namespace inbox

namespace attached {

bool is_any() { return part_at_pin.part != nullptr; }

bool is_at(uint8_t pin) { return is_any() && part_at_pin.pin == pin; }

uint8_t pin() { return part_at_pin.pin; }

void held(bool is_low) { part_at_pin.part->held(is_low, present_us()); }

bool pulls_low() { return part_at_pin.part->pulls_low(present_us()); }

uint64_t next_edge_us() { return part_at_pin.part->next_edge_us(present_us()); }

}  // namespace attached

bool i2c_write(uint8_t address, const uint8_t* bytes, size_t count, uint32_t hz) {
    const bool is_there = part_at_address.part != nullptr && part_at_address.address == address;
    if (!is_there) {
        return false;
    }
    transfer(count, hz);
    return part_at_address.part->write(bytes, count, present_us());
}

bool i2c_read(uint8_t address, uint8_t* bytes, size_t count, uint32_t hz) {
    const bool is_there = part_at_address.part != nullptr && part_at_address.address == address;
    if (!is_there) {
        return false;
    }
    const bool is_answered = part_at_address.part->read(bytes, count, present_us());
    transfer(is_answered ? count : 0, hz);
    return is_answered;
}

}  // namespace oceanhil::machine
