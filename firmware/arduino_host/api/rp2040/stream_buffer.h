#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/stream_buffer.h>
