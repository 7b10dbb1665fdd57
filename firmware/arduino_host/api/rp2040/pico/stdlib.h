/// What sketches use of pico-sdk's `pico/stdlib.h`: time. Pins are Arduino's.
#pragma once

#include <pico/time.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned int uint;
