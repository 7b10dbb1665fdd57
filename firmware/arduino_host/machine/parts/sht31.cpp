#include "sht31.h"

#include <string.h>

#include <algorithm>
#include <cmath>

#include "check_sum.h"

namespace oceanhil::parts {

namespace {

constexpr size_t kCommandBytes = 2;
constexpr uint8_t kMeasure = 0x24;
constexpr uint8_t kMeasureHolding = 0x2C;
constexpr uint16_t kFetch = 0xE000;
constexpr uint16_t kBreak = 0x3093;
constexpr uint16_t kSoftReset = 0x30A2;
constexpr uint16_t kHeaterOn = 0x306D;
constexpr uint16_t kHeaterOff = 0x3066;
constexpr uint16_t kReadStatus = 0xF32D;
constexpr uint16_t kClearStatus = 0x3041;

constexpr uint16_t kHeated = 0x2000;
constexpr uint16_t kResetDetected = 0x0010;
// The longest that a measurement takes, with the best repeatability.
constexpr uint64_t kMeasurementUs = 15500;
constexpr int kFullScale = 65535;
constexpr size_t kWordBytes = 3;

void put_word(uint8_t* to, uint16_t word) {
    to[0] = static_cast<uint8_t>(word >> 8);
    to[1] = static_cast<uint8_t>(word);
    to[2] = check_sum_from_ones(to, 2);
}

uint16_t scaled(double part) {
    return static_cast<uint16_t>(std::lround(std::clamp(part, 0.0, 1.0) * kFullScale));
}

/// It measures by itself from half a time to ten times a second.
bool is_repeated_measurement(uint8_t first) { return (first >= 0x20 && first <= 0x23) || first == 0x27; }

}  // namespace

bool Sht31::write(const uint8_t* bytes, size_t count, uint64_t now_us) {
    if (count < kCommandBytes) {
        return true;
    }
    const auto command = static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
    told_ = Told::nothing;
    if (bytes[0] == kMeasure || bytes[0] == kMeasureHolding || is_repeated_measurement(bytes[0])) {
        is_repeated_ = is_repeated_measurement(bytes[0]);
        measured_ = climate_;
        // With the clock held, who reads waits for it: the bus has no time of its own here.
        measured_us_ = bytes[0] == kMeasureHolding ? now_us : now_us + kMeasurementUs;
        told_ = is_repeated_ ? Told::nothing : Told::measurement;
    } else if (command == kFetch && is_repeated_) {
        measured_ = climate_;
        told_ = Told::measurement;
    } else if (command == kReadStatus) {
        told_ = Told::status;
    } else if (command == kSoftReset) {
        is_repeated_ = is_heated_ = false;
        is_reset_told_ = true;
    } else if (command == kBreak) {
        is_repeated_ = false;
    } else if (command == kHeaterOn || command == kHeaterOff) {
        is_heated_ = command == kHeaterOn;
    } else if (command == kClearStatus) {
        is_reset_told_ = false;
    }
    return true;
}

bool Sht31::read(uint8_t* bytes, size_t count, uint64_t now_us) {
    uint8_t told[2 * kWordBytes];
    memset(told, 0xFF, sizeof told);
    if (told_ == Told::nothing || (told_ == Told::measurement && now_us < measured_us_)) {
        return false;
    }
    if (told_ == Told::status) {
        put_word(told, static_cast<uint16_t>((is_heated_ ? kHeated : 0) | (is_reset_told_ ? kResetDetected : 0)));
    } else {
        put_word(told, scaled((measured_.temperature_tenths / 10.0 + 45) / 175));
        put_word(told + kWordBytes, scaled(measured_.humidity_tenths / 1000.0));
    }
    for (size_t at = 0; at < count; ++at) {
        bytes[at] = at < sizeof told ? told[at] : 0xFF;
    }
    told_ = Told::nothing;
    return true;
}

}  // namespace oceanhil::parts
