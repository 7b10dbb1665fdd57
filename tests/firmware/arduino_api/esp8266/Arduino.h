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

struct rst_info;

class EspClass {
  public:
    static void restart();
    static uint32_t random();
    static uint32_t getChipId();
    static uint32_t getFlashChipSize();
    static uint32_t getSketchSize();
    static uint32_t getMaxFreeBlockSize();
    static bool flashEraseSector(uint32_t sector);
    static bool flashWrite(uint32_t address, const uint32_t* data, size_t size);
    static bool flashWrite(uint32_t address, const uint8_t* data, size_t size);
    static bool flashRead(uint32_t address, uint32_t* data, size_t size);
    static bool flashRead(uint32_t address, uint8_t* data, size_t size);
    static bool rtcUserMemoryRead(uint32_t offset, uint32_t* data, size_t size);
    static bool rtcUserMemoryWrite(uint32_t offset, uint32_t* data, size_t size);
    static struct rst_info* getResetInfoPtr();
};

extern EspClass ESP;
