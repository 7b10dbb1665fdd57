/// The ESP8266's name for `WiFiMulti`, which arduino-pico has, too.
#include "WiFiMulti.h"

typedef WiFiMulti ESP8266WiFiMulti;
