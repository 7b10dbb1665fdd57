#include <soc/rtc_cntl_reg.h>

namespace {

// Power-on has the detector on.
uint32_t brown_out = RTC_CNTL_BROWN_OUT_ENA;

}  // namespace

namespace oceanhil {

uint32_t read_register(Register) { return brown_out; }

void write_register(Register, uint32_t value) { brown_out = value; }

}  // namespace oceanhil
