#include <Esp.h>
#include <HTTPUpdate.h>

HTTPUpdateResult HTTPUpdate::update(WiFiClient& client, const String& url, const String& currentVersion,
                                    HTTPUpdateRequestCB requestCB) {
    HTTPClient http;
    http.begin(client, url);
    return ask_with(http, currentVersion, U_FLASH, std::move(requestCB));
}

HTTPUpdateResult HTTPUpdate::update(WiFiClient& client, const String& host, uint16_t port, const String& uri,
                                           const String& currentVersion,
                                    HTTPUpdateRequestCB requestCB) {
    HTTPClient http;
    http.begin(client, host, port, uri);
    return ask_with(http, currentVersion, U_FLASH, std::move(requestCB));
}

HTTPUpdateResult HTTPUpdate::updateSpiffs(WiFiClient& client, const String& url, const String& currentVersion,
                                    HTTPUpdateRequestCB requestCB) {
    HTTPClient http;
    http.begin(client, url);
    return ask_with(http, currentVersion, U_SPIFFS, std::move(requestCB));
}

HTTPUpdateResult HTTPUpdate::update(HTTPClient& httpClient, const String& currentVersion,
                                    HTTPUpdateRequestCB requestCB) {
    return ask_with(httpClient, currentVersion, U_FLASH, std::move(requestCB));
}

HTTPUpdateResult HTTPUpdate::updateSpiffs(HTTPClient& httpClient, const String& currentVersion,
                                          HTTPUpdateRequestCB requestCB) {
    return ask_with(httpClient, currentVersion, U_SPIFFS, std::move(requestCB));
}

HTTPUpdateResult HTTPUpdate::ask_with(HTTPClient& http, const String& version, int command,
                                      HTTPUpdateRequestCB change) {
    change_ = std::move(change);
    return ask(http, version, command);
}

void HTTPUpdate::introduce(HTTPClient& http, const String& version, int command) {
    http.setUserAgent("ESP32-http-Update");
    http.addHeader("Cache-Control", "no-cache");
    http.addHeader("x-ESP32-STA-MAC", WiFi.macAddress());
    http.addHeader("x-ESP32-AP-MAC", WiFi.softAPmacAddress());
    http.addHeader("x-ESP32-free-space", String(ESP.getFreeSketchSpace()));
    http.addHeader("x-ESP32-sketch-size", String(ESP.getSketchSize()));
    http.addHeader("x-ESP32-chip-size", String(ESP.getFlashChipSize()));
    http.addHeader("x-ESP32-sdk-version", ESP.getSdkVersion());
    http.addHeader("x-ESP32-mode", command == U_SPIFFS ? "spiffs" : "sketch");
    if (version.length() > 0) {
        http.addHeader("x-ESP32-version", version);
    }
    if (change_) {
        change_(&http);
    }
}

int HTTPUpdate::refusal(int bytes, int command) {
    if (command != U_FLASH) {
        return 0;
    }
    const auto room = static_cast<int>(ESP.getFreeSketchSpace());
    return room == 0 ? HTTP_UE_NO_PARTITION : bytes > room ? HTTP_UE_TOO_LESS_SPACE : 0;
}

bool HTTPUpdate::is_image(int first) { return first == 0xE9; }

HTTPUpdate httpUpdate;
