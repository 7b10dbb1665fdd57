/// What everything of pico-sdk 2 begins with.
#pragma once

#include <pico/error.h>
#include <pico/platform.h>
#include <pico/types.h>
