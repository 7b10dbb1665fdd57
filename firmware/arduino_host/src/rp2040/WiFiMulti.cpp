#include <WiFiMulti.h>

uint8_t WiFiMulti::run(uint32_t to) {
    if (WiFi.status() == WL_CONNECTED) {
        return WL_CONNECTED;
    }
    const Network* const found = heard();
    if (found == nullptr) {
        return WL_DISCONNECTED;
    }
    WiFi.begin(found->ssid.c_str(), found->password.c_str());
    wait_for_network(to);
    return WiFi.status();
}
