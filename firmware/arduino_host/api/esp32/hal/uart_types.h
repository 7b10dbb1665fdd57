/// Numbers of serial lines (ESP-IDF 5.5.1, components/hal/include/hal/uart_types.h).
#pragma once

#include <soc/soc_caps.h>

typedef enum {
    UART_NUM_0,
    UART_NUM_1,
#if SOC_UART_NUM > 2
    UART_NUM_2,
#endif
    UART_NUM_MAX,
} uart_port_t;

typedef enum {
    UART_MODE_UART = 0,
    UART_MODE_RS485_HALF_DUPLEX,
    UART_MODE_IRDA,
    UART_MODE_RS485_COLLISION_DETECT,
    UART_MODE_RS485_APP_CTRL
} uart_mode_t;
typedef enum {
    UART_HW_FLOWCTRL_DISABLE = 0,
    UART_HW_FLOWCTRL_RTS,
    UART_HW_FLOWCTRL_CTS,
    UART_HW_FLOWCTRL_CTS_RTS,
    UART_HW_FLOWCTRL_MAX
} uart_hw_flowcontrol_t;
typedef enum {
    UART_DATA_5_BITS = 0,
    UART_DATA_6_BITS = 1,
    UART_DATA_7_BITS = 2,
    UART_DATA_8_BITS = 3,
    UART_DATA_BITS_MAX = 4
} uart_word_length_t;
typedef enum {
    UART_STOP_BITS_1 = 1,
    UART_STOP_BITS_1_5 = 2,
    UART_STOP_BITS_2 = 3,
    UART_STOP_BITS_MAX = 4
} uart_stop_bits_t;
typedef enum { UART_PARITY_DISABLE = 0, UART_PARITY_EVEN = 2, UART_PARITY_ODD = 3 } uart_parity_t;

/// Which clock is counted shows nowhere.
typedef enum { UART_SCLK_APB = 4, UART_SCLK_DEFAULT = 4, UART_SCLK_RTC = 8, UART_SCLK_XTAL = 10 } uart_sclk_t;
