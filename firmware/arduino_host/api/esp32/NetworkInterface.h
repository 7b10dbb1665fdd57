/// What `WiFi` and other interfaces of arduino-esp32 3.x stand on; the class itself is missing.
#pragma once

#include <IPAddress.h>
#include <lwip/ip_addr.h>
