#include <Wire.h>
#include <boot.h>

namespace machine = oceanhil::machine;

namespace {

constexpr uint8_t kDone = 0;
constexpr uint8_t kNoAddress = 2;
constexpr uint8_t kOtherError = 4;
constexpr uint8_t kPinsApart = 4;

}  // namespace

void TwoWire::start() {
    if (!is_running_) {
        is_running_ = true;
        is_writing_ = false;
        exchange_.forget();
    }
}

void TwoWire::end() { is_running_ = is_writing_ = false; }

bool TwoWire::choose(pin_size_t& pin, pin_size_t chosen, uint8_t first) {
    if (pin == chosen) {
        return true;
    }
    if (is_running_ || chosen > 29 || chosen % kPinsApart != first) {
        machine::crash(machine::Crash::panic);
    }
    pin = chosen;
    return true;
}

bool TwoWire::setSDA(pin_size_t sda) { return choose(sda_, sda, first_); }

bool TwoWire::setSCL(pin_size_t scl) { return choose(scl_, scl, first_ + 1); }

void TwoWire::beginTransmission(uint8_t address) {
    if (is_running_ && !is_writing_) {
        is_writing_ = true;
        exchange_.begin(address);
    }
}

uint8_t TwoWire::endTransmission(bool) {
    const bool is_possible = is_running_ && is_writing_;
    is_writing_ = false;
    const bool is_question = exchange_.size() == 0;
    if (is_possible && exchange_.send(clock_hz_)) {
        return kDone;
    }
    return is_possible && is_question ? kNoAddress : kOtherError;
}

size_t TwoWire::requestFrom(uint8_t address, size_t quantity, bool) {
    const bool is_possible = is_running_ && !is_writing_ && quantity > 0 && quantity <= room_;
    return is_possible ? exchange_.fetch(address, quantity, clock_hz_) : 0;
}

size_t TwoWire::write(uint8_t byte) {
    if (!is_writing_ || exchange_.size() == room_) {
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

size_t TwoWire::setBufferSize(size_t bSize) {
    if (!is_running_) {
        room_ = bSize < WIRE_BUFFER_SIZE_MIN ? WIRE_BUFFER_SIZE_MIN : bSize;
    }
    return room_;
}

TwoWire Wire(0, PIN_WIRE0_SDA, PIN_WIRE0_SCL);
TwoWire Wire1(2, PIN_WIRE1_SDA, PIN_WIRE1_SCL);
