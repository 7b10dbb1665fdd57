/// The registers of the watchdog, as pico-sdk (src/rp2040/hardware_structs) names them: those of them that are here.
#pragma once

#include "../watchdog.h"
