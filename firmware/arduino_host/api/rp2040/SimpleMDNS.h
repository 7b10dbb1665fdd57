/// `MDNS` of arduino-pico's smaller kind (libraries/SimpleMDNS/src): it needs no turn of its own. Nobody asks.
#pragma once

#include "LEAmDNS.h"
