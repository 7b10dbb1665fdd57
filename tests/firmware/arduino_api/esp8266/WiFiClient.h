// Stand-in: signatures only. https://arduino-esp8266.readthedocs.io/en/latest/esp8266wifi/client-class.html
#pragma once

#include "plain_client.h"
