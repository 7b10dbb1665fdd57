/// FreeRTOS of arduino-pico (cores/rp2040/freertos). A sketch that includes it is in that core's mode of FreeRTOS, with no menu.
#pragma once
#ifndef __FREERTOS
#define __FREERTOS 1
#endif
#include <oceanhil/freertos/FreeRTOS.h>
