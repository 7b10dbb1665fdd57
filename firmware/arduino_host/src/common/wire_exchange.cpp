#include "oceanhil/wire_exchange.h"

#include <i2c.h>

namespace oceanhil {

void WireExchange::begin(uint8_t address) {
    address_ = address;
    sent_.clear();
}

bool WireExchange::send(uint32_t hz) {
    const bool is_answered = machine::i2c_write(address_, sent_.data(), sent_.size(), hz);
    sent_.clear();
    return is_answered;
}

size_t WireExchange::fetch(uint8_t address, size_t count, uint32_t hz) {
    come_.resize(count);
    read_ = 0;
    if (!machine::i2c_read(address, come_.data(), count, hz)) {
        come_.clear();
    }
    return come_.size();
}

int WireExchange::read() { return read_ < come_.size() ? come_[read_++] : -1; }

int WireExchange::peek() const { return read_ < come_.size() ? come_[read_] : -1; }

void WireExchange::forget() {
    sent_.clear();
    come_.clear();
    read_ = 0;
}

}  // namespace oceanhil
