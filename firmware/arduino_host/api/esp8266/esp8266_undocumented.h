/// Functions of the ROM and the SDK that Espressif has no page of (cores/esp8266/esp8266_undocumented.h): none of them is
/// here, but the registers that come along.
#pragma once

#include <eagle_soc.h>
