#include <WiFiMulti.h>

uint8_t WiFiMulti::run(uint32_t connectTimeout) {
    if (WiFi.status() == WL_CONNECTED) {
        if (is_known(WiFi.SSID())) {
            return WL_CONNECTED;
        }
        WiFi.disconnect();
    }
    WiFi.enableSTA(true);
    if (const Network* const found = heard()) {
        WiFi.begin(found->ssid, found->password);
        wait_for_network(connectTimeout);
    }
    return WiFi.status();
}
