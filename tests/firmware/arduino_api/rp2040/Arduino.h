// Stand-in: signatures only. https://arduino-pico.readthedocs.io/en/latest/rp2040.html, serial.html, digital.html
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "Stream.h"

typedef uint8_t pin_size_t;

extern "C" unsigned long millis(void);
extern "C" void delay(unsigned long ms);
extern "C" void yield(void);
extern "C" int analogRead(pin_size_t pin);

typedef enum { LOW = 0, HIGH = 1 } PinStatus;
typedef enum { INPUT = 0x0, OUTPUT = 0x1 } PinMode;

extern "C" void pinMode(pin_size_t pin, PinMode mode);
extern "C" void digitalWrite(pin_size_t pin, PinStatus value);
extern "C" PinStatus digitalRead(pin_size_t pin);
extern "C" void interrupts();
extern "C" void noInterrupts();

class SerialUSB : public Stream {
  public:
    void begin(unsigned long baud = 115200);
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* buffer, size_t size) override;
    int available() override;
    int read() override;
    int peek() override;
    void flush() override;
};

extern SerialUSB Serial;

class RP2040 {
  public:
    enum resetReason_t {
        UNKNOWN_RESET,
        PWRON_RESET,
        RUN_PIN_RESET,
        SOFT_RESET,
        WDT_RESET,
        DEBUG_RESET,
        GLITCH_RESET,
        BROWNOUT_RESET
    };
    resetReason_t getResetReason();
    uint32_t hwrand32();
    void reboot();
    void idleOtherCore();
    void resumeOtherCore();
    bool isPicoW();
    void wdt_begin(uint32_t delay_ms);
    void wdt_reset();
};

extern RP2040 rp2040;
