/// The counter of the processor (src/rp2040/hardware_structs/include/hardware/structs/systick.h of pico-sdk 2), by name: it
/// counts down in the board's time, as arduino-pico begins it (cores/rp2040/RP2040Support.h): the system's clock, from 24
/// bits of ones. Its exception calls nobody.
#pragma once

#include <stdint.h>

#define M0PLUS_SYST_CSR_COUNTFLAG_BITS 0x00010000u
#define M0PLUS_SYST_CSR_CLKSOURCE_BITS 0x00000004u
#define M0PLUS_SYST_CSR_TICKINT_BITS 0x00000002u
#define M0PLUS_SYST_CSR_ENABLE_BITS 0x00000001u

#ifdef __cplusplus

namespace oceanhil {

class SystickRegister {
  public:
    enum class Kind : uint8_t { csr, rvr, cvr, calib };

    explicit SystickRegister(Kind kind) : kind_(kind) {}
    SystickRegister(const SystickRegister&) = delete;
    operator uint32_t() const;
    SystickRegister& operator=(uint32_t value);
    SystickRegister& operator=(const SystickRegister& other) { return *this = static_cast<uint32_t>(other); }
    SystickRegister& operator|=(uint32_t value) { return *this = *this | value; }
    SystickRegister& operator&=(uint32_t value) { return *this = *this & value; }

  private:
    Kind kind_;
};

}  // namespace oceanhil

struct systick_hw_t {
    oceanhil::SystickRegister csr{oceanhil::SystickRegister::Kind::csr};
    oceanhil::SystickRegister rvr{oceanhil::SystickRegister::Kind::rvr};
    oceanhil::SystickRegister cvr{oceanhil::SystickRegister::Kind::cvr};
    oceanhil::SystickRegister calib{oceanhil::SystickRegister::Kind::calib};
};

extern systick_hw_t oceanhil_systick_registers;
#define systick_hw (&oceanhil_systick_registers)
#endif
