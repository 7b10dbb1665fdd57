/// The name by which sketches for the ESP8266 include it.
#pragma once
#include "WiFi.h"
