// Stand-in: signatures only. https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-guides/memory-types.html
#pragma once

#define RTC_NOINIT_ATTR __attribute__((section(".rtc_noinit")))
