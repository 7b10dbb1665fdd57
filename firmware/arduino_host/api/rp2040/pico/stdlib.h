/// What sketches use of pico-sdk's `pico/stdlib.h`: time and pins.
#pragma once

#include <hardware/gpio.h>
#include <pico/time.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned int uint;

/// What a loop that waits says to the compiler; no time passes in it (src/common/pico_base_headers/include/pico.h).
static inline void tight_loop_contents(void) {}
