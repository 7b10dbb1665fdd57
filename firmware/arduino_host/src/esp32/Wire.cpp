#include <Wire.h>
#include <soc/soc_caps.h>

namespace {

constexpr uint8_t kDone = 0;
constexpr uint8_t kNoAddress = 2;
constexpr uint8_t kOtherError = 4;
constexpr uint8_t kAddresses = 128;
constexpr size_t kLeastRoom = 32;
constexpr uint32_t kUsualHz = 100'000;
constexpr uint32_t kMostHz = 1'000'000;

uint32_t possible(uint32_t hz) { return hz == 0 ? kUsualHz : min(hz, kMostHz); }

}  // namespace

bool TwoWire::setPins(int sda, int scl) {
    has_pins_ = has_pins_ || (sda >= 0 && scl >= 0);
    return mode_ != Mode::asks;
}

/// The second bus has no pins of its own.
bool TwoWire::begin(int sda, int scl, uint32_t frequency) {
    has_pins_ = has_pins_ || (sda >= 0 && scl >= 0);
    if (mode_ != Mode::off || (number_ != 0 && !has_pins_)) {
        return mode_ == Mode::asks;
    }
    mode_ = Mode::asks;
    clock_hz_ = possible(frequency);
    return true;
}

bool TwoWire::begin(uint8_t, int sda, int scl, uint32_t) {
    has_pins_ = has_pins_ || (sda >= 0 && scl >= 0);
    if (mode_ != Mode::off || (number_ != 0 && !has_pins_)) {
        return mode_ == Mode::answers;
    }
    mode_ = Mode::answers;
    return true;
}

bool TwoWire::end() {
    mode_ = Mode::off;
    return true;
}

bool TwoWire::setClock(uint32_t freq) {
    if (mode_ != Mode::asks) {
        return false;
    }
    clock_hz_ = possible(freq);
    return true;
}

size_t TwoWire::setBufferSize(size_t bSize) {
    if (bSize < kLeastRoom) {
        return 0;
    }
    room_ = bSize;
    return bSize;
}

void TwoWire::beginTransmission(uint8_t address) {
    exchange_.begin(address);
    is_unfinished_ = false;
}

uint8_t TwoWire::endTransmission(bool stopBit) {
    if (mode_ != Mode::asks) {
        return kOtherError;
    }
    if (!stopBit) {
        is_unfinished_ = true;
        return kDone;
    }
    const bool is_question = exchange_.size() == 0 && exchange_.address() < kAddresses;
    return exchange_.send(clock_hz_) ? kDone : (is_question ? kNoAddress : kOtherError);
}

size_t TwoWire::requestFrom(uint8_t address, size_t len, bool) {
    if (mode_ != Mode::asks || len == 0 || len > room_) {
        return 0;
    }
    if (is_unfinished_) {
        is_unfinished_ = false;
        if (exchange_.address() != address || !exchange_.send(clock_hz_)) {
            return 0;
        }
    }
    return exchange_.fetch(address, len, clock_hz_);
}

size_t TwoWire::write(uint8_t byte) {
    if (mode_ == Mode::off || exchange_.size() >= room_) {
        return 0;
    }
    exchange_.put(byte);
    return 1;
}

size_t TwoWire::write(const uint8_t* data, size_t quantity) {
    size_t done = 0;
    while (done < quantity && write(data[done]) == 1) {
        ++done;
    }
    return done;
}

TwoWire Wire(0);
#if SOC_I2C_NUM > 1
TwoWire Wire1(1);
#endif
