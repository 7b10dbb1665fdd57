#include <Wire.h>

namespace {

constexpr uint8_t kNoAddress = 2;
constexpr uint32_t kPatienceUs = 1000;

}  // namespace

void TwoWire::begin_writing() {
    is_writing_ = true;
    written_ = 0;
}

uint8_t TwoWire::endTransmission(uint8_t) {
    is_writing_ = false;
    written_ = 0;
    return kNoAddress;
}

size_t TwoWire::write(uint8_t) {
    if (is_writing_ && written_ >= I2C_BUFFER_LENGTH) {
        setWriteError();
        return 0;
    }
    written_ += is_writing_ ? 1 : 0;
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
    optimistic_yield(kPatienceUs);
    return 0;
}

TwoWire Wire;
