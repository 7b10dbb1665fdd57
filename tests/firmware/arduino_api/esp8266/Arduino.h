// Stand-in: signatures only. https://arduino-esp8266.readthedocs.io/en/latest/reference.html and libraries.html#esp-specific-apis
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "Stream.h"

unsigned long millis();
void delay(unsigned long ms);
void yield();
int analogRead(uint8_t pin);

#define HIGH 0x1
#define LOW 0x0
#define OUTPUT 0x01

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);

class HardwareSerial : public Stream {
  public:
    void begin(unsigned long baud);
    size_t setRxBufferSize(size_t size);
    size_t write(uint8_t byte) override;
    size_t write(const uint8_t* buffer, size_t size) override;
    int available() override;
    int read() override;
    int peek() override;
    void flush() override;
};

extern HardwareSerial Serial;

struct rst_info;

class EspClass {
  public:
    void restart();
    uint32_t random() const;
    uint32_t getChipId();
    uint32_t getFlashChipSize();
    bool flashEraseSector(uint32_t sector);
    bool flashWrite(uint32_t address, const uint32_t* data, size_t size);
    bool flashRead(uint32_t address, uint32_t* data, size_t size);
    struct rst_info* getResetInfoPtr();
};

extern EspClass ESP;
