#include <HTTPUpdate.h>
#include <RP2040Support.h>

HTTPUpdateResult HTTPUpdate::update(WiFiClient& client, const String& url, const String& currentVersion) {
    HTTPClient http;
    http.begin(client, url);
    return ask(http, currentVersion, U_FLASH);
}

HTTPUpdateResult HTTPUpdate::update(WiFiClient& client, const String& host, uint16_t port, const String& uri,
                                           const String& currentVersion) {
    HTTPClient http;
    http.begin(client, host, port, uri);
    return ask(http, currentVersion, U_FLASH);
}

HTTPUpdateResult HTTPUpdate::updateFS(WiFiClient& client, const String& url, const String& currentVersion) {
    HTTPClient http;
    http.begin(client, url);
    return ask(http, currentVersion, U_FS);
}

HTTPUpdateResult HTTPUpdate::update(const String& url, const String& currentVersion) {
    HTTPClient http;
    http.begin(url);
    return ask(http, currentVersion, U_FLASH);
}

HTTPUpdateResult HTTPUpdate::update(const String& host, uint16_t port, const String& uri,
                                    const String& currentVersion) {
    HTTPClient http;
    http.begin(host, port, uri);
    return ask(http, currentVersion, U_FLASH);
}

HTTPUpdateResult HTTPUpdate::updateFS(const String& url, const String& currentVersion) {
    HTTPClient http;
    http.begin(url);
    return ask(http, currentVersion, U_FS);
}

void HTTPUpdate::introduce(HTTPClient& http, const String& version, int command) {
    http.setUserAgent("Pico-HTTP-Update");
    http.addHeader("x-Pico-Chip-ID", String(rp2040.getChipID()));
    http.addHeader("x-Pico-STA-MAC", WiFi.macAddress());
    http.addHeader("x-Pico-AP-MAC", WiFi.softAPmacAddress());
    http.addHeader("x-Pico-Mode", command == U_FS ? "spiffs" : "sketch");
    if (version.length() > 0) {
        http.addHeader("x-Pico-Version", version);
    }
}

// The core leaves the size of a sketch and its first byte to `Update`.

int HTTPUpdate::refusal(int, int) { return 0; }

bool HTTPUpdate::is_image(int) { return true; }

HTTPUpdate httpUpdate;
