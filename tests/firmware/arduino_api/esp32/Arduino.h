// Stand-in: signatures only. https://docs.espressif.com/projects/arduino-esp32/en/latest/libraries.html
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "Stream.h"

unsigned long millis();
void delay(uint32_t ms);
void yield();
uint16_t analogRead(uint8_t pin);

#define HIGH 0x1
#define LOW 0x0
#define OUTPUT 0x03

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);

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

class EspClass {
  public:
    void restart();
    uint64_t getEfuseMac();
    uint32_t getFlashChipSize();
    bool flashEraseSector(uint32_t sector);
    bool flashWrite(uint32_t offset, uint32_t* data, size_t size);
    bool flashRead(uint32_t offset, uint32_t* data, size_t size);
};

extern EspClass ESP;
