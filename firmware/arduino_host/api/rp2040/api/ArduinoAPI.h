/// All of ArduinoCore-API that arduino-pico uses.
#ifndef OCEANHIL_API_ARDUINO_API_H
#define OCEANHIL_API_ARDUINO_API_H

#define ARDUINO_API_VERSION 10501

#include <binary.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "Common.h"

#ifdef __cplusplus
#include "Compat.h"
#include "IPAddress.h"
#include "Interrupts.h"
#include "Print.h"
#include "Printable.h"
#include "Server.h"
#include "Stream.h"
#include "String.h"
#include "Udp.h"
#include "WCharacter.h"
#endif

#endif
