#include <ESP8266httpUpdate.h>

HTTPUpdateResult ESP8266HTTPUpdate::update(WiFiClient& client, const String& url, const String& currentVersion) {
    HTTPClient http;
    http.begin(client, url);
    return ask(http, currentVersion, U_FLASH);
}

HTTPUpdateResult ESP8266HTTPUpdate::update(WiFiClient& client, const String& host, uint16_t port, const String& uri,
                                           const String& currentVersion) {
    HTTPClient http;
    http.begin(client, host, port, uri);
    return ask(http, currentVersion, U_FLASH);
}

HTTPUpdateResult ESP8266HTTPUpdate::updateFS(WiFiClient& client, const String& url, const String& currentVersion) {
    HTTPClient http;
    http.begin(client, url);
    return ask(http, currentVersion, U_FS);
}

HTTPUpdateResult ESP8266HTTPUpdate::update(HTTPClient& httpClient, const String& currentVersion) {
    return ask(httpClient, currentVersion, U_FLASH);
}

HTTPUpdateResult ESP8266HTTPUpdate::updateFS(HTTPClient& httpClient, const String& currentVersion) {
    return ask(httpClient, currentVersion, U_FS);
}

void ESP8266HTTPUpdate::introduce(HTTPClient& http, const String& version, int command) {
    http.setUserAgent("ESP8266-http-Update");
    http.addHeader("x-ESP8266-Chip-ID", String(ESP.getChipId()));
    http.addHeader("x-ESP8266-STA-MAC", WiFi.macAddress());
    http.addHeader("x-ESP8266-AP-MAC", WiFi.softAPmacAddress());
    http.addHeader("x-ESP8266-free-space", String(ESP.getFreeSketchSpace()));
    http.addHeader("x-ESP8266-sketch-size", String(ESP.getSketchSize()));
    http.addHeader("x-ESP8266-chip-size", String(ESP.getFlashChipRealSize()));
    http.addHeader("x-ESP8266-sdk-version", ESP.getSdkVersion());
    http.addHeader("x-ESP8266-mode", command == U_FS ? "spiffs" : "sketch");
    if (version.length() > 0) {
        http.addHeader("x-ESP8266-version", version);
    }
}

int ESP8266HTTPUpdate::refusal(int bytes, int command) {
    const bool fits = command != U_FLASH || bytes <= static_cast<int>(ESP.getFreeSketchSpace());
    return fits ? 0 : HTTP_UE_TOO_LESS_SPACE;
}

bool ESP8266HTTPUpdate::is_image(int first) {
    constexpr int kImage = 0xE9;
    constexpr int kPacked = 0x1F;
    return first == kImage || first == kPacked;
}

ESP8266HTTPUpdate ESPhttpUpdate;
