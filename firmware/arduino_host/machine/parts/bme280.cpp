#include "bme280.h"

#include <string.h>

#include <algorithm>

namespace oceanhil::parts {

namespace {

enum Register : uint8_t {
    kTrimming = 0x88,
    kTrimmedH1 = 0xA1,
    kId = 0xD0,
    kReset = 0xE0,
    kTrimmedH2 = 0xE1,
    kControlHumidity = 0xF2,
    kStatus = 0xF3,
    kControl = 0xF4,
    kConfiguration = 0xF5,
    kPressure = 0xF7,
    kTemperature = 0xFA,
    kHumidity = 0xFD
};

constexpr uint8_t kBme280 = 0x60;
constexpr uint8_t kResetWord = 0xB6;
constexpr uint8_t kModeBits = 3;
constexpr uint8_t kNormal = 3;
constexpr uint8_t kOversampling = 7;
constexpr uint8_t kTemperatureShift = 5;
constexpr uint8_t kPressureShift = 2;
constexpr uint8_t kMeasuring = 0x08;
// With each value taken once; what oversampling adds is not reckoned with.
constexpr uint64_t kForcedUs = 9300;
constexpr uint32_t kSkipped = 0x80000;
constexpr uint16_t kSkippedHumidity = 0x8000;
constexpr double kSeaLevelPa = 101325;

// Trimming parameters of one such sensor: T1 to T3, P1 to P9, then those of humidity.
constexpr int kT1 = 27504, kT2 = 26435, kT3 = -1000;
constexpr int kP1 = 36477, kP2 = -10685, kP3 = 3024, kP4 = 2855, kP5 = 140, kP6 = -7, kP7 = 15500, kP8 = -14600, kP9 = 6000;
constexpr int kH1 = 75, kH2 = 370, kH3 = 0, kH4 = 313, kH5 = 50, kH6 = 30;

double fine_temperature(double raw) {
    const double coarse = (raw / 16384 - kT1 / 1024.0) * kT2;
    const double bend = raw / 131072 - kT1 / 8192.0;
    return coarse + bend * bend * kT3;
}

double degrees(double raw) { return fine_temperature(raw) / 5120; }

double percent(double raw, double fine) {
    const double warmth = fine - 76800;
    const double slope = kH2 / 65536.0 * (1 + kH6 / 67108864.0 * warmth * (1 + kH3 / 67108864.0 * warmth));
    const double straight = (raw - (kH4 * 64.0 + kH5 / 16384.0 * warmth)) * slope;
    return straight * (1 - kH1 * straight / 524288);
}

double pascals(double raw, double fine) {
    const double half = fine / 2 - 64000;
    const double offset = (half * half * kP6 / 32768 + half * kP5 * 2) / 4 + kP4 * 65536.0;
    const double slope = (1 + (kP3 * half * half / 524288 + kP2 * half) / 524288 / 32768) * kP1;
    const double plain = (1048576 - raw - offset / 4096) * 6250 / slope;
    return plain + (kP9 * plain * plain / 2147483648.0 + plain * kP8 / 32768 + kP7) / 16;
}

/// The first raw value of which `is_enough` holds; it holds of all above that.
template <typename IsEnough>
uint32_t first_raw(uint32_t end, IsEnough is_enough) {
    uint32_t low = 0;
    uint32_t high = end;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (is_enough(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

void put_pair(uint8_t* to, int value) {
    to[0] = static_cast<uint8_t>(value);
    to[1] = static_cast<uint8_t>(value >> 8);
}

void put_twenty_bits(uint8_t* to, uint32_t raw) {
    to[0] = static_cast<uint8_t>(raw >> 12);
    to[1] = static_cast<uint8_t>(raw >> 4);
    to[2] = static_cast<uint8_t>(raw << 4);
}

}  // namespace

void Bme280::restart() {
    memset(registers_, 0, sizeof registers_);
    is_measuring_ = false;
    registers_[kId] = kBme280;
    uint8_t* pair = registers_ + kTrimming;
    for (const int value : {kT1, kT2, kT3, kP1, kP2, kP3, kP4, kP5, kP6, kP7, kP8, kP9}) {
        put_pair(pair, value);
        pair += 2;
    }
    registers_[kTrimmedH1] = kH1;
    uint8_t* const humidity = registers_ + kTrimmedH2;
    put_pair(humidity, kH2);
    humidity[2] = kH3;
    humidity[3] = kH4 >> 4;
    humidity[4] = (kH4 & 0x0F) | (kH5 & 0x0F) << 4;
    humidity[5] = kH5 >> 4;
    humidity[6] = kH6;
    put_twenty_bits(registers_ + kPressure, kSkipped);
    put_twenty_bits(registers_ + kTemperature, kSkipped);
    registers_[kHumidity] = kSkippedHumidity >> 8;
}

bool Bme280::write(const uint8_t* bytes, size_t count, uint64_t now_us) {
    follow(now_us);
    if (count > 0) {
        pointer_ = bytes[0];
    }
    // A register and its value, and then perhaps another pair.
    for (size_t at = 0; at + 1 < count; at += 2) {
        set(bytes[at], bytes[at + 1], now_us);
    }
    return true;
}

bool Bme280::read(uint8_t* bytes, size_t count, uint64_t now_us) {
    follow(now_us);
    for (size_t at = 0; at < count; ++at) {
        bytes[at] = registers_[pointer_++];
    }
    return true;
}

void Bme280::set(uint8_t number, uint8_t value, uint64_t now_us) {
    if (number == kReset && value == kResetWord) {
        restart();
    } else if (number == kControlHumidity || number == kConfiguration) {
        registers_[number] = value;
    } else if (number == kControl) {
        registers_[number] = value;
        is_measuring_ = (value & kModeBits) != 0;
        measured_us_ = now_us + kForcedUs;
    }
}

void Bme280::follow(uint64_t now_us) {
    const bool is_done = is_measuring_ && now_us >= measured_us_;
    if (is_done) {
        measure();
        if ((registers_[kControl] & kModeBits) != kNormal) {
            registers_[kControl] &= static_cast<uint8_t>(~kModeBits);
            is_measuring_ = false;
        }
    }
    registers_[kStatus] = is_measuring_ && !is_done ? kMeasuring : 0;
}

/// What is not to be measured keeps the value that says so.
void Bme280::measure() {
    const double temperature = std::clamp(climate_.temperature_tenths / 10.0, -40.0, 85.0);
    const double humidity = std::min(climate_.humidity_tenths / 10.0, 100.0);
    const uint32_t warm = first_raw(1U << 20, [&](uint32_t raw) { return degrees(raw) >= temperature; });
    const double fine = fine_temperature(warm);
    const uint32_t pressed = first_raw(1U << 20, [&](uint32_t raw) { return pascals(raw, fine) <= kSeaLevelPa; });
    const uint32_t wet = first_raw(0xFFFF, [&](uint32_t raw) { return percent(raw, fine) >= humidity; });
    const uint8_t control = registers_[kControl];
    const bool shows_temperature = (control >> kTemperatureShift & kOversampling) != 0;
    const bool shows_pressure = (control >> kPressureShift & kOversampling) != 0;
    const bool shows_humidity = (registers_[kControlHumidity] & kOversampling) != 0;
    put_twenty_bits(registers_ + kTemperature, shows_temperature ? warm : kSkipped);
    put_twenty_bits(registers_ + kPressure, shows_pressure ? pressed : kSkipped);
    const uint32_t shown = shows_humidity ? wet : kSkippedHumidity;
    registers_[kHumidity] = static_cast<uint8_t>(shown >> 8);
    registers_[kHumidity + 1] = static_cast<uint8_t>(shown);
}

}  // namespace oceanhil::parts
