/// Registers that a sketch can name here, which is that of the brownout detector. Facts: components/soc/CHIP/include of
/// ESP-IDF. A register keeps what is written, and does nothing: power fails as the scenario has it.
#pragma once

#include <stdint.h>

namespace oceanhil {

enum class Register : uint8_t { brown_out };

uint32_t read_register(Register which);
void write_register(Register which, uint32_t value);

}  // namespace oceanhil

#define READ_PERI_REG(addr) oceanhil::read_register(addr)
#define WRITE_PERI_REG(addr, val) oceanhil::write_register(addr, val)
#define REG_READ(addr) READ_PERI_REG(addr)
#define REG_WRITE(addr, val) WRITE_PERI_REG(addr, val)
#define SET_PERI_REG_MASK(reg, mask) WRITE_PERI_REG(reg, READ_PERI_REG(reg) | (mask))
#define CLEAR_PERI_REG_MASK(reg, mask) WRITE_PERI_REG(reg, READ_PERI_REG(reg) & ~static_cast<uint32_t>(mask))
