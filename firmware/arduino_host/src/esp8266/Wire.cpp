#include <Wire.h>

#include <algorithm>

namespace {

constexpr uint8_t kDone = 0;
constexpr uint8_t kNoAddress = 2;
constexpr uint32_t kPatienceUs = 1000;

}  // namespace

void TwoWire::beginTransmission(uint8_t address) {
    is_writing_ = true;
    exchange_.begin(address);
}

uint8_t TwoWire::endTransmission(uint8_t) {
    is_writing_ = false;
    return exchange_.send(clock_hz_) ? kDone : kNoAddress;
}

size_t TwoWire::requestFrom(uint8_t address, size_t size, bool) {
    return size == 0 ? 0 : exchange_.fetch(address, std::min<size_t>(size, I2C_BUFFER_LENGTH), clock_hz_);
}

size_t TwoWire::write(uint8_t byte) {
    if (is_writing_ && exchange_.size() >= I2C_BUFFER_LENGTH) {
        setWriteError();
        return 0;
    }
    if (is_writing_) {
        exchange_.put(byte);
    }
    return 1;
}

size_t TwoWire::write(const uint8_t* data, size_t quantity) {
    size_t done = 0;
    while (done < quantity && write(data[done]) == 1) {
        ++done;
    }
    return done;
}

int TwoWire::available() {
    if (exchange_.available() == 0) {
        optimistic_yield(kPatienceUs);
    }
    return exchange_.available();
}

TwoWire Wire;
