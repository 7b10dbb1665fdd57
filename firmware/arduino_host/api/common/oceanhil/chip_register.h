/// A register of a chip as an object: it does what the register does when it is read and written.
#ifndef OCEANHIL_CHIP_REGISTER_H
#define OCEANHIL_CHIP_REGISTER_H

#include <stdint.h>

namespace oceanhil {

class ChipRegister {
  public:
    using Read = uint32_t (*)();
    using Write = void (*)(uint32_t);

    /// `address`: where it is on the chip, for who wants a pointer to it.
    constexpr ChipRegister(Read read, Write write, uint32_t address = 0)
        : read_(read), write_(write), address_(address) {}
    ChipRegister(const ChipRegister&) = delete;
    operator uint32_t() const { return read_(); }
    /// As on the chip: what is read, taken for an address.
    explicit operator volatile uint32_t*() const {
        return reinterpret_cast<volatile uint32_t*>(static_cast<uintptr_t>(read_()));
    }
    volatile uint32_t* operator&() const {
        return reinterpret_cast<volatile uint32_t*>(static_cast<uintptr_t>(address_));
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
    uint32_t address_;
};

}  // namespace oceanhil

#endif
