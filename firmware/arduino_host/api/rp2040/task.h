#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/task.h>
