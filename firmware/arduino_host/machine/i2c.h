/// The I2C buses of a board, with what a bench has attached to them: any bus leads to it, whatever its pins.
#ifndef OCEANHIL_MACHINE_I2C_H
#define OCEANHIL_MACHINE_I2C_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

/// Sends bytes behind an address, which may be none; false if nobody answers to it. Lets the time pass that it takes.
bool i2c_write(uint8_t address, const uint8_t* bytes, size_t count, uint32_t hz);
/// Has bytes sent by whom answers to an address; false if nobody does.
bool i2c_read(uint8_t address, uint8_t* bytes, size_t count, uint32_t hz);

}  // namespace oceanhil::machine

#endif
