/// Where code and data stand. It makes no difference on this machine, but for what outlasts a reset or a deep sleep:
/// such variables stand in sections of their own, `oceanhil_rtc` and `oceanhil_rtc_noinit`. Facts: esp_attr.h of
/// ESP-IDF.
#ifndef OCEANHIL_ESP_ATTR_H
#define OCEANHIL_ESP_ATTR_H

#ifndef IRAM_ATTR
#define IRAM_ATTR
#endif
#ifndef DRAM_ATTR
#define DRAM_ATTR
#endif
#define IRAM_DATA_ATTR
#define IRAM_BSS_ATTR
#define DRAM_STR(text) (text)
#define WORD_ALIGNED_ATTR __attribute__((aligned(4)))
#define DMA_ATTR WORD_ALIGNED_ATTR
#define FORCE_INLINE_ATTR static inline __attribute__((always_inline))
#define NOINLINE_ATTR __attribute__((noinline))
#define EXT_RAM_ATTR
#define EXT_RAM_BSS_ATTR
#define COREDUMP_DRAM_ATTR
#define __NOINIT_ATTR RTC_NOINIT_ATTR

// Sections of macOS are named with their segment.
#ifdef __APPLE__
#define OCEANHIL_SECTION(name) __attribute__((section("__DATA," name)))
#else
#define OCEANHIL_SECTION(name) __attribute__((section(name)))
#endif

// Set when power comes, kept in deep sleep. macOS allows names of 16 letters.
#define RTC_DATA_ATTR OCEANHIL_SECTION("oceanhil_rtc")
#define RTC_SLOW_ATTR RTC_DATA_ATTR
#define RTC_FAST_ATTR RTC_DATA_ATTR
#define RTC_RODATA_ATTR
#define RTC_IRAM_ATTR
// Never set, kept as long as there is power.
#ifdef __APPLE__
#define RTC_NOINIT_ATTR OCEANHIL_SECTION("oceanhil_noinit")
#else
#define RTC_NOINIT_ATTR OCEANHIL_SECTION("oceanhil_rtc_noinit")
#endif

#endif
