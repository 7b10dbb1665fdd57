/// A part on an I2C bus: it answers to an address, takes bytes and gives bytes, each transfer as a whole.
///
/// It must not know pins, clocks of the bus or whose calls these are; the time of the board is passed in and never goes
/// back. What holds of each: who reads before a measurement is over gets the one before or no answer, as its data sheet has it.
#ifndef OCEANHIL_MACHINE_PARTS_ADDRESSED_PART_H
#define OCEANHIL_MACHINE_PARTS_ADDRESSED_PART_H

#include <stddef.h>
#include <stdint.h>

#include "climate.h"

namespace oceanhil::parts {

class AddressedPart {
  public:
    /// What is to be measured from now on. Beyond what such a sensor can show it shows the last that it can.
    virtual void surround(const Climate& climate) = 0;
    /// Takes bytes; false if it does not answer to its address now. `count` may be 0.
    virtual bool write(const uint8_t* bytes, size_t count, uint64_t now_us) = 0;
    /// Gives bytes; false if it does not answer to its address now.
    virtual bool read(uint8_t* bytes, size_t count, uint64_t now_us) = 0;

  protected:
    ~AddressedPart() = default;
};

}  // namespace oceanhil::parts

#endif
