#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/timers.h>
