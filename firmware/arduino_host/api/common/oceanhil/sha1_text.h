/// SHA-1 as esp8266/Arduino and arduino-pico offer it. Facts: libraries/Hash/src/Hash.h of both.
#pragma once

#include <Arduino.h>

void sha1(const uint8_t* data, uint32_t size, uint8_t hash[20]);
void sha1(const char* data, uint32_t size, uint8_t hash[20]);
void sha1(const String& data, uint8_t hash[20]);
/// In small hexadecimal digits.
String sha1(const uint8_t* data, uint32_t size);
String sha1(const char* data, uint32_t size);
String sha1(const String& data);
