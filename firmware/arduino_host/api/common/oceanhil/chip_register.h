/// A register of a chip as an object: it does what the register does when it is read and written.
#ifndef OCEANHIL_CHIP_REGISTER_H
#define OCEANHIL_CHIP_REGISTER_H

#include <stdint.h>

namespace oceanhil {

class ChipRegister {
  public:
    using Read = uint32_t (*)();
    using Write = void (*)(uint32_t);

    constexpr ChipRegister(Read read, Write write) : read_(read), write_(write) {}
    ChipRegister(const ChipRegister&) = delete;
    operator uint32_t() const { return read_(); }
    /// As on the chip: what is read, taken for an address.
    explicit operator volatile uint32_t*() const {
        return reinterpret_cast<volatile uint32_t*>(static_cast<uintptr_t>(read_()));
    }
    ChipRegister& operator=(const ChipRegister& other) { return *this = static_cast<uint32_t>(other); }
    ChipRegister& operator=(uint32_t value) {
        write_(value);
        return *this;
    }
    ChipRegister& operator|=(uint32_t value) { return *this = *this | value; }
    ChipRegister& operator&=(uint32_t value) { return *this = *this & value; }
    ChipRegister& operator^=(uint32_t value) { return *this = *this ^ value; }

  private:
    Read read_;
    Write write_;
};

}  // namespace oceanhil

#endif
