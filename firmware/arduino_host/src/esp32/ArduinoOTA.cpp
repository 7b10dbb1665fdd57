#include <ArduinoOTA.h>
#include <esp_mac.h>
#include <stdio.h>

ArduinoOTAClass& ArduinoOTAClass::setHostname(const char* hostname) {
    name(hostname);
    return *this;
}

void ArduinoOTAClass::begin() {
    uint8_t mac[6] = {};
    esp_read_mac(mac, ESP_MAC_WIFI_STA);
    char usual[20];
    snprintf(usual, sizeof usual, "esp32-%02x%02x%02x%02x%02x%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    start(usual);
}

ArduinoOTAClass ArduinoOTA;
