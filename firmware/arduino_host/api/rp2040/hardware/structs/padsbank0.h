/// As pico-sdk 1 called it.
#pragma once

#include "pads_bank0.h"
