/// The clocks that parts of the chip may have (components/soc/CHIP/include/soc/clk_tree_defs.h of ESP-IDF 5.5.1): the usual
/// ones, of which each part here has that of its default.
#pragma once

#include <sdkconfig.h>

typedef enum { GPTIMER_CLK_SRC_APB = 4, GPTIMER_CLK_SRC_DEFAULT = 4, GPTIMER_CLK_SRC_XTAL = 10 } soc_periph_gptimer_clk_src_t;
typedef enum { TIMER_SRC_CLK_APB = 4, TIMER_SRC_CLK_DEFAULT = 4, TIMER_SRC_CLK_XTAL = 10 } soc_periph_tg_clk_src_legacy_t;
typedef enum { RMT_CLK_SRC_APB = 4, RMT_CLK_SRC_DEFAULT = 4, RMT_CLK_SRC_XTAL = 10 } soc_periph_rmt_clk_src_t;
#if CONFIG_IDF_TARGET_ESP32
typedef enum { RMT_BASECLK_APB = 4, RMT_BASECLK_DEFAULT = 4, RMT_BASECLK_REF = 11 } soc_periph_rmt_clk_src_legacy_t;
#else
typedef enum { RMT_BASECLK_APB = 4, RMT_BASECLK_DEFAULT = 4, RMT_BASECLK_XTAL = 10 } soc_periph_rmt_clk_src_legacy_t;
#endif
typedef enum { I2C_CLK_SRC_APB = 4, I2C_CLK_SRC_DEFAULT = 4, I2C_CLK_SRC_XTAL = 10 } soc_periph_i2c_clk_src_t;
typedef enum { TWAI_CLK_SRC_APB = 4, TWAI_CLK_SRC_DEFAULT = 4 } soc_periph_twai_clk_src_t;
typedef enum { ADC_RTC_CLK_SRC_RC_FAST = 8, ADC_RTC_CLK_SRC_DEFAULT = 8 } soc_periph_adc_rtc_clk_src_t;
typedef enum { ADC_DIGI_CLK_SRC_APB = 4, ADC_DIGI_CLK_SRC_DEFAULT = 4 } soc_periph_adc_digi_clk_src_t;
typedef enum { TEMPERATURE_SENSOR_CLK_SRC_RC_FAST = 8, TEMPERATURE_SENSOR_CLK_SRC_DEFAULT = 8 }
    soc_periph_temperature_sensor_clk_src_t;
