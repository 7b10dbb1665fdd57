#include "api/HardwareSerial.h"
