#include <ArduinoOTA.h>
#include <stdio.h>

void ArduinoOTAClass::begin(bool) {
    char usual[16];
    snprintf(usual, sizeof usual, "esp8266-%06x", static_cast<unsigned>(ESP.getChipId()));
    start(usual);
}

bool ArduinoOTAClass::eraseConfigAndReset() {
    const bool is_erased = ESP.eraseConfig();
    if (is_erased) {
        ESP.reset();
    }
    return is_erased;
}

ArduinoOTAClass ArduinoOTA;
