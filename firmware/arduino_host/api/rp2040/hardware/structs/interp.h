/// Registers of the interpolators (src/rp2040/hardware_structs/include/hardware/structs/interp.h of pico-sdk 2), by name.
#pragma once

#include <stdint.h>

#define SIO_INTERP0_CTRL_LANE0_SHIFT_BITS 0x0000001fu
#define SIO_INTERP0_CTRL_LANE0_SHIFT_LSB 0u
#define SIO_INTERP0_CTRL_LANE0_MASK_LSB_BITS 0x000003e0u
#define SIO_INTERP0_CTRL_LANE0_MASK_LSB_LSB 5u
#define SIO_INTERP0_CTRL_LANE0_MASK_MSB_BITS 0x00007c00u
#define SIO_INTERP0_CTRL_LANE0_MASK_MSB_LSB 10u
#define SIO_INTERP0_CTRL_LANE0_SIGNED_BITS 0x00008000u
#define SIO_INTERP0_CTRL_LANE0_CROSS_INPUT_BITS 0x00010000u
#define SIO_INTERP0_CTRL_LANE0_CROSS_RESULT_BITS 0x00020000u
#define SIO_INTERP0_CTRL_LANE0_ADD_RAW_BITS 0x00040000u
#define SIO_INTERP0_CTRL_LANE0_FORCE_MSB_BITS 0x00180000u
#define SIO_INTERP0_CTRL_LANE0_FORCE_MSB_LSB 19u
#define SIO_INTERP0_CTRL_LANE0_BLEND_BITS 0x00200000u
#define SIO_INTERP1_CTRL_LANE0_CLAMP_BITS 0x00400000u
#define SIO_INTERP0_CTRL_LANE0_OVERF0_BITS 0x00800000u
#define SIO_INTERP0_CTRL_LANE0_OVERF1_BITS 0x01000000u
#define SIO_INTERP0_CTRL_LANE0_OVERF_BITS 0x02000000u

#ifdef __cplusplus

namespace oceanhil {

class InterpRegister {
  public:
    enum class Kind : uint8_t { accum, base, pop, peek, ctrl, add_raw, base01 };

    InterpRegister(uint8_t number, Kind kind, uint8_t lane) : number_(number), kind_(kind), lane_(lane) {}
    InterpRegister(const InterpRegister&) = delete;
    operator uint32_t() const;
    InterpRegister& operator=(uint32_t value);
    InterpRegister& operator=(const InterpRegister& other) { return *this = static_cast<uint32_t>(other); }
    InterpRegister& operator|=(uint32_t value) { return *this = *this | value; }
    InterpRegister& operator&=(uint32_t value) { return *this = *this & value; }

  private:
    uint8_t number_;
    Kind kind_;
    uint8_t lane_;
};

}  // namespace oceanhil

struct interp_hw_t {
    oceanhil::InterpRegister accum[2];
    oceanhil::InterpRegister base[3];
    oceanhil::InterpRegister pop[3];
    oceanhil::InterpRegister peek[3];
    oceanhil::InterpRegister ctrl[2];
    oceanhil::InterpRegister add_raw[2];
    oceanhil::InterpRegister base01;

    explicit interp_hw_t(uint8_t number)
        : accum{{number, oceanhil::InterpRegister::Kind::accum, 0}, {number, oceanhil::InterpRegister::Kind::accum, 1}},
          base{{number, oceanhil::InterpRegister::Kind::base, 0},
               {number, oceanhil::InterpRegister::Kind::base, 1},
               {number, oceanhil::InterpRegister::Kind::base, 2}},
          pop{{number, oceanhil::InterpRegister::Kind::pop, 0},
              {number, oceanhil::InterpRegister::Kind::pop, 1},
              {number, oceanhil::InterpRegister::Kind::pop, 2}},
          peek{{number, oceanhil::InterpRegister::Kind::peek, 0},
               {number, oceanhil::InterpRegister::Kind::peek, 1},
               {number, oceanhil::InterpRegister::Kind::peek, 2}},
          ctrl{{number, oceanhil::InterpRegister::Kind::ctrl, 0}, {number, oceanhil::InterpRegister::Kind::ctrl, 1}},
          add_raw{{number, oceanhil::InterpRegister::Kind::add_raw, 0},
                  {number, oceanhil::InterpRegister::Kind::add_raw, 1}},
          base01(number, oceanhil::InterpRegister::Kind::base01, 0) {}
};

extern interp_hw_t oceanhil_interpolators[2];
#define interp0_hw (&oceanhil_interpolators[0])
#define interp1_hw (&oceanhil_interpolators[1])
#endif
