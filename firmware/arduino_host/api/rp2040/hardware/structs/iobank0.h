/// As pico-sdk 1 called it.
#pragma once

#include "io_bank0.h"
