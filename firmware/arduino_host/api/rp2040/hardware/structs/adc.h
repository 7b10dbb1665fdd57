/// Registers of the converter (src/rp2040/hardware_structs/include/hardware/structs/adc.h of pico-sdk 2), by name; their
/// aliases that set or clear bits are missing.
#pragma once

#include <hardware/regs/adc.h>
#include <stdint.h>

#ifdef __cplusplus

namespace oceanhil {

class AdcRegister {
  public:
    enum class Kind : uint8_t { cs, result, fcs, fifo, div, intr, inte, ints };

    explicit AdcRegister(Kind kind) : kind_(kind) {}
    AdcRegister(const AdcRegister&) = delete;
    operator uint32_t() const;
    AdcRegister& operator=(uint32_t value);
    AdcRegister& operator=(const AdcRegister& other) { return *this = static_cast<uint32_t>(other); }
    AdcRegister& operator|=(uint32_t value) { return *this = *this | value; }
    AdcRegister& operator&=(uint32_t value) { return *this = *this & value; }
    AdcRegister& operator^=(uint32_t value) { return *this = *this ^ value; }

  private:
    Kind kind_;
};

}  // namespace oceanhil

struct adc_hw_t {
    oceanhil::AdcRegister cs{oceanhil::AdcRegister::Kind::cs};
    oceanhil::AdcRegister result{oceanhil::AdcRegister::Kind::result};
    oceanhil::AdcRegister fcs{oceanhil::AdcRegister::Kind::fcs};
    oceanhil::AdcRegister fifo{oceanhil::AdcRegister::Kind::fifo};
    oceanhil::AdcRegister div{oceanhil::AdcRegister::Kind::div};
    oceanhil::AdcRegister intr{oceanhil::AdcRegister::Kind::intr};
    oceanhil::AdcRegister inte{oceanhil::AdcRegister::Kind::inte};
    oceanhil::AdcRegister ints{oceanhil::AdcRegister::Kind::ints};
};

extern adc_hw_t oceanhil_adc_registers;
#define adc_hw (&oceanhil_adc_registers)
#endif
