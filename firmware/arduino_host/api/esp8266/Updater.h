/// `Update` of this core.
#ifndef ESP8266UPDATER_H
#define ESP8266UPDATER_H

#include <Arduino.h>

#include "oceanhil/updater.h"

#endif
