/// A part of `WiFi` of arduino-esp32, which is one class here.
#ifndef ESP32WIFISTA_H_
#define ESP32WIFISTA_H_
#include <WiFi.h>

#endif
