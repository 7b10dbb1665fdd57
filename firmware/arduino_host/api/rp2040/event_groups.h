#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/event_groups.h>
