/// The core has this name, too.
#include "ESP8266WiFi.h"
