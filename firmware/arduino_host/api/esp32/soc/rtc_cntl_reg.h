/// The register of the brownout detector (components/soc/CHIP/include/soc/rtc_cntl_reg.h of ESP-IDF); the others are
/// missing.
#pragma once

#include "soc.h"

#define RTC_CNTL_BROWN_OUT_REG oceanhil::Register::brown_out
#define RTC_CNTL_BROWN_OUT_ENA (1UL << 30)
