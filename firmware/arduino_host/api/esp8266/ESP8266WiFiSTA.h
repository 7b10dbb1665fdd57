/// A part of `WiFi` of the ESP8266's core, which is one class here.
#pragma once
#include <ESP8266WiFi.h>
