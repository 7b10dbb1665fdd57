// Stand-in: signatures only. https://docs.espressif.com/projects/arduino-esp32/en/latest/api/wifi.html
#pragma once

#include "plain_client.h"
