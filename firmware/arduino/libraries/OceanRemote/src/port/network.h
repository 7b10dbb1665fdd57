/// The network headers of the three Arduino cores under one set of names.
#pragma once

#include <Arduino.h>

#if defined(ESP8266)
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#include <WiFiClientSecureBearSSL.h>
using SecureClient = BearSSL::WiFiClientSecure;
#elif defined(ESP32)
#include <HTTPClient.h>
#include <WiFi.h>
#include <esp_arduino_version.h>
#if ESP_ARDUINO_VERSION_MAJOR >= 3
#include <NetworkClientSecure.h>
using SecureClient = NetworkClientSecure;
#else
#include <WiFiClientSecure.h>
using SecureClient = WiFiClientSecure;
#endif
#elif defined(ARDUINO_ARCH_RP2040)
#include <HTTPClient.h>
#include <WiFi.h>
#include <WiFiClientSecure.h>
using SecureClient = BearSSL::WiFiClientSecure;
#else
#error "this library is for ESP32, ESP8266 and Pico W"
#endif
#include <WiFiUdp.h>
