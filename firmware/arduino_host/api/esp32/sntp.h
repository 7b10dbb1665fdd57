/// The client of time under its older name (components/lwip/include/apps/sntp/sntp.h of ESP-IDF 5).
#pragma once

#include "esp_sntp.h"
