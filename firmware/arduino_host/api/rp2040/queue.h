#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/queue.h>
