/// The register of the brownout detector (components/soc/CHIP/register/soc/rtc_cntl_reg.h of ESP-IDF); the others are
/// missing.
#pragma once

#include "soc.h"

#if defined(CONFIG_IDF_TARGET_ESP32S3)
#define RTC_CNTL_BROWN_OUT_REG (DR_REG_RTCCNTL_BASE + 0xe8)
#elif defined(CONFIG_IDF_TARGET_ESP32C3)
#define RTC_CNTL_BROWN_OUT_REG (DR_REG_RTCCNTL_BASE + 0xd8)
#else
#define RTC_CNTL_BROWN_OUT_REG (DR_REG_RTCCNTL_BASE + 0xd4)
#endif
#define RTC_CNTL_BROWN_OUT_ENA (1UL << 30)
