/// The timer of pico-sdk 2, as far as it tells the time (src/rp2_common/hardware_timer). Alarms are in pico/time.h.
#pragma once

#include <hardware/structs/timer.h>
#include <pico/time.h>
