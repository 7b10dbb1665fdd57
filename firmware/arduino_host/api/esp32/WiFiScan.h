/// A part of `WiFi` of arduino-esp32, which is one class here.
#pragma once
#include <WiFi.h>
