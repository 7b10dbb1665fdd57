/// The settings of a serial line, as numbers of each core: how many bits, which parity, how many stop bits.
#ifndef OCEANHIL_SERIAL_CONFIGS_H
#define OCEANHIL_SERIAL_CONFIGS_H

/// Names and what they say: bits from 0 for five, parity, stop bits.
#define OCEANHIL_SERIAL_CONFIGS(CONFIG)                                                                 \
    CONFIG(SERIAL_5N1, 0, NONE, 1), CONFIG(SERIAL_6N1, 1, NONE, 1), CONFIG(SERIAL_7N1, 2, NONE, 1),     \
        CONFIG(SERIAL_8N1, 3, NONE, 1), CONFIG(SERIAL_5N2, 0, NONE, 2), CONFIG(SERIAL_6N2, 1, NONE, 2), \
        CONFIG(SERIAL_7N2, 2, NONE, 2), CONFIG(SERIAL_8N2, 3, NONE, 2), CONFIG(SERIAL_5E1, 0, EVEN, 1), \
        CONFIG(SERIAL_6E1, 1, EVEN, 1), CONFIG(SERIAL_7E1, 2, EVEN, 1), CONFIG(SERIAL_8E1, 3, EVEN, 1), \
        CONFIG(SERIAL_5E2, 0, EVEN, 2), CONFIG(SERIAL_6E2, 1, EVEN, 2), CONFIG(SERIAL_7E2, 2, EVEN, 2), \
        CONFIG(SERIAL_8E2, 3, EVEN, 2), CONFIG(SERIAL_5O1, 0, ODD, 1), CONFIG(SERIAL_6O1, 1, ODD, 1),   \
        CONFIG(SERIAL_7O1, 2, ODD, 1), CONFIG(SERIAL_8O1, 3, ODD, 1), CONFIG(SERIAL_5O2, 0, ODD, 2),    \
        CONFIG(SERIAL_6O2, 1, ODD, 2), CONFIG(SERIAL_7O2, 2, ODD, 2), CONFIG(SERIAL_8O2, 3, ODD, 2)

// As the UART of both Espressif chips takes them: parity in the two lowest bits, then bits, then stop bits.
#define OCEANHIL_UART_NONE 0
#define OCEANHIL_UART_EVEN 2
#define OCEANHIL_UART_ODD 3
#define OCEANHIL_UART_STOP_1 1
#define OCEANHIL_UART_STOP_2 3
#define OCEANHIL_UART_CONFIG(bits, parity, stops) \
    (OCEANHIL_UART_##parity | ((bits) << 2) | (OCEANHIL_UART_STOP_##stops << 4))
#define OCEANHIL_ESP8266_CONFIG(name, bits, parity, stops) name = OCEANHIL_UART_CONFIG(bits, parity, stops)
#define OCEANHIL_ESP32_CONFIG(name, bits, parity, stops) name = 0x8000000 | OCEANHIL_UART_CONFIG(bits, parity, stops)

// As ArduinoCore-API numbers them: parity, stop bits and bits in four bits each.
#define OCEANHIL_API_EVEN 1
#define OCEANHIL_API_ODD 2
#define OCEANHIL_API_NONE 3
#define OCEANHIL_API_STOP_1 1
#define OCEANHIL_API_STOP_2 3
#define OCEANHIL_API_CONFIG(name, bits, parity, stops) \
    name = OCEANHIL_API_##parity | (OCEANHIL_API_STOP_##stops << 4) | (((bits) + 1) << 8)

#endif
