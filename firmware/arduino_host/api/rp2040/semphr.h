#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/semphr.h>
