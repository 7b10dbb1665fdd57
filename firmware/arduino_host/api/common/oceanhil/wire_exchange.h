/// What goes to and fro in the transfers of a `Wire`: the same for all cores, whose return values differ.
#ifndef OCEANHIL_WIRE_EXCHANGE_H
#define OCEANHIL_WIRE_EXCHANGE_H

#include <stddef.h>
#include <stdint.h>

#include <vector>

namespace oceanhil {

class WireExchange {
  public:
    /// Forgets what was put.
    void begin(uint8_t address);
    uint8_t address() const { return address_; }
    void put(uint8_t byte) { sent_.push_back(byte); }
    size_t size() const { return sent_.size(); }
    /// Sends what was put; false if nobody answers.
    bool send(uint32_t hz);
    /// Gives how many bytes have come from an address: all of them or, if nobody answers, none.
    size_t fetch(uint8_t address, size_t count, uint32_t hz);
    /// Of what has come and was not read; -1 where nothing is left.
    int available() const { return static_cast<int>(come_.size() - read_); }
    int read();
    int peek() const;
    void forget();

  private:
    uint8_t address_ = 0;
    std::vector<uint8_t> sent_;
    std::vector<uint8_t> come_;
    size_t read_ = 0;
};

}  // namespace oceanhil

#endif
