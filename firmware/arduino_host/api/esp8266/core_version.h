/// Which release of esp8266/Arduino this API is as.
#pragma once

#define ARDUINO_ESP8266_GIT_VER 0x2843a5ac
#define ARDUINO_ESP8266_GIT_DESC 3.1.2
#define ARDUINO_ESP8266_RELEASE_3_1_2
#define ARDUINO_ESP8266_RELEASE "3_1_2"
