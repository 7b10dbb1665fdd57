/// The other radio, which is off: it is asked whether it is on, and switched. Facts: cores/esp32/esp32-hal-bt.h.
#ifndef OCEANHIL_ESP32_HAL_BT_H
#define OCEANHIL_ESP32_HAL_BT_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

bool btStarted(void);
bool btStart(void);
bool btStop(void);

#ifdef __cplusplus
}
#endif

#endif
