#pragma once
#include <oceanhil/freertos/FreeRTOS.h>
