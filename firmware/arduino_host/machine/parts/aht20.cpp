#include "aht20.h"

#include <algorithm>
#include <cmath>

#include "check_sum.h"

namespace oceanhil::parts {

namespace {

constexpr uint8_t kTrigger = 0xAC;
constexpr uint64_t kTriggeredUs = 80000;
constexpr uint8_t kBusy = 0x80;
// It comes calibrated.
constexpr uint8_t kReady = 0x18;
constexpr double kFull = 1 << 20;
constexpr uint32_t kMost = (1 << 20) - 1;

uint32_t of_twenty_bits(double part) {
    return static_cast<uint32_t>(std::clamp(std::lround(part * kFull), 0L, static_cast<long>(kMost)));
}

}  // namespace

bool Aht20::write(const uint8_t* bytes, size_t count, uint64_t now_us) {
    if (count > 0 && bytes[0] == kTrigger) {
        measured_ = climate_;
        measured_us_ = now_us + kTriggeredUs;
    }
    return true;
}

bool Aht20::read(uint8_t* bytes, size_t count, uint64_t now_us) {
    const uint32_t humidity = of_twenty_bits(measured_.humidity_tenths / 1000.0);
    const uint32_t temperature = of_twenty_bits((measured_.temperature_tenths / 10.0 + 50) / 200);
    uint8_t told[7] = {static_cast<uint8_t>(now_us < measured_us_ ? kReady | kBusy : kReady),
                       static_cast<uint8_t>(humidity >> 12),
                       static_cast<uint8_t>(humidity >> 4),
                       static_cast<uint8_t>(humidity << 4 | temperature >> 16),
                       static_cast<uint8_t>(temperature >> 8),
                       static_cast<uint8_t>(temperature)};
    told[sizeof told - 1] = check_sum_from_ones(told, sizeof told - 1);
    for (size_t at = 0; at < count; ++at) {
        bytes[at] = at < sizeof told ? told[at] : 0xFF;
    }
    return true;
}

}  // namespace oceanhil::parts
