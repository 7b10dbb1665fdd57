/// A part of `WiFi` of the ESP8266's core, which is one class here.
#ifndef ESP8266WIFISCAN_H_
#define ESP8266WIFISCAN_H_
#include <ESP8266WiFi.h>

#endif
