#pragma once
#include "FreeRTOS.h"
#include <oceanhil/freertos/message_buffer.h>
