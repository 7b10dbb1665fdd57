/// Types of interfaces, where ESP-IDF 5.5.1 has them in a header of their own.
#pragma once

#include <esp_netif.h>
