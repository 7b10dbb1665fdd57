#include <ArduinoOTA.h>

void ArduinoOTAClass::begin(bool) { start(String("pico-") + rp2040.getChipID()); }

ArduinoOTAClass ArduinoOTA;
