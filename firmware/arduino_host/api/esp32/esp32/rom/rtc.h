/// The same by the name of the chip.
#pragma once

#include "../../rom/rtc.h"
