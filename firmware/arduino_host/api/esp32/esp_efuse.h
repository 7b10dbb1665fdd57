/// The MAC in the fuses, by the name of the header that has it in older ESP-IDF.
#pragma once

#include <esp_mac.h>
