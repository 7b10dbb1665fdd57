#include <ESP8266WiFiMulti.h>

wl_status_t ESP8266WiFiMulti::run(uint32_t connectTimeoutMs) {
    if (WiFi.status() == WL_CONNECTED) {
        return WL_CONNECTED;
    }
    WiFi.disconnect();
    WiFi.enableSTA(true);
    const Network* const found = heard();
    if (found == nullptr) {
        return WL_NO_SSID_AVAIL;
    }
    WiFi.begin(found->ssid, found->password);
    return wait_for_network(connectTimeoutMs) ? WL_CONNECTED : WL_CONNECT_FAILED;
}
