/// `AsyncUDP`, which comes with this core.
#pragma once

#include "oceanhil/async_udp.h"
