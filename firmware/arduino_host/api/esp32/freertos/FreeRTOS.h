#pragma once
// The kernel's header for the port includes these, and so does each sketch.
#include <esp_heap_caps.h>
#include <esp_system.h>
#include <esp_timer.h>
#include <oceanhil/freertos/FreeRTOS.h>
#include <rom/ets_sys.h>
