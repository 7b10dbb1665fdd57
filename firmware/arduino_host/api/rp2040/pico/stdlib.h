/// What sketches use of pico-sdk's `pico/stdlib.h`: time and pins.
#pragma once

#include <hardware/gpio.h>
#include <pico.h>
#include <pico/time.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef unsigned int uint;
