#include <ESP8266httpUpdate.h>
#include <StreamString.h>

namespace {

constexpr int kFirstError = -100;
constexpr uint8_t kImage = 0xE9;
constexpr uint8_t kPacked = 0x1F;

/// The first byte of the body; -1 if none comes in time.
int first_byte(HTTPClient& http, int timeout_ms) {
    WiFiClient* const body = http.getStreamPtr();
    const auto since = static_cast<uint32_t>(millis());
    while (body != nullptr && body->available() == 0 && static_cast<int>(millis() - since) < timeout_ms) {
        delay(1);
    }
    return body == nullptr ? -1 : body->peek();
}

}  // namespace

void ESP8266HTTPUpdate::setAuthorization(const String& user, const String& password) {
    user_ = user;
    password_ = password;
}

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

HTTPUpdateResult ESP8266HTTPUpdate::fail(int error) {
    error_ = error;
    if (failed_) {
        failed_(error);
    }
    return HTTP_UPDATE_FAILED;
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

HTTPUpdateResult ESP8266HTTPUpdate::ask(HTTPClient& http, const String& version, int command) {
    http.useHTTP10(true);
    http.setTimeout(static_cast<uint16_t>(timeout_ms_));
    http.setFollowRedirects(follows_);
    introduce(http, version, command);
    if (user_.length() > 0 && password_.length() > 0) {
        http.setAuthorization(user_.c_str(), password_.c_str());
    }
    if (authorization_.length() > 0) {
        http.setAuthorization(authorization_.c_str());
    }
    const int code = http.GET();
    const HTTPUpdateResult result = code <= 0 ? fail(code) : conclude(http, code, command);
    http.end();
    return result;
}

HTTPUpdateResult ESP8266HTTPUpdate::conclude(HTTPClient& http, int code, int command) {
    switch (code) {
        case HTTP_CODE_OK:
            return fail(begun(http, command));
        case HTTP_CODE_NOT_MODIFIED:
            return HTTP_UPDATE_NO_UPDATES;
        case HTTP_CODE_NOT_FOUND:
            return fail(HTTP_UE_SERVER_FILE_NOT_FOUND);
        case HTTP_CODE_FORBIDDEN:
            return fail(HTTP_UE_SERVER_FORBIDDEN);
        case HTTP_CODE_UNAUTHORIZED:
            return fail(HTTP_UE_SERVER_UNAUTHORIZED);
        default:
            return fail(HTTP_UE_SERVER_WRONG_HTTP_CODE);
    }
}

/// Why what comes cannot be taken.
int ESP8266HTTPUpdate::begun(HTTPClient& http, int command) {
    constexpr uint32_t kRestMs = 100;
    const int bytes = http.getSize();
    if (bytes <= 0) {
        return HTTP_UE_SERVER_NOT_REPORT_SIZE;
    }
    if (command == U_FLASH && bytes > static_cast<int>(ESP.getFreeSketchSpace())) {
        return HTTP_UE_TOO_LESS_SPACE;
    }
    if (started_) {
        started_();
    }
    delay(kRestMs);
    const int first = first_byte(http, timeout_ms_);
    if (command == U_FLASH && first != kImage && first != kPacked) {
        return HTTP_UE_BIN_VERIFY_HEADER_FAILED;
    }
    Update.begin(static_cast<size_t>(bytes), command);
    return Update.getError();
}

String ESP8266HTTPUpdate::getLastErrorString() {
    if (error_ > 0) {
        StreamString text;
        Update.printError(text);
        text.trim();
        return String("Update error: ") + text;
    }
    if (error_ < 0 && error_ > kFirstError) {
        return String("HTTP error: ") + HTTPClient::errorToString(error_);
    }
    switch (error_) {
        case HTTP_UE_TOO_LESS_SPACE:
            return "Not Enough space";
        case HTTP_UE_SERVER_NOT_REPORT_SIZE:
            return "Server Did Not Report Size";
        case HTTP_UE_SERVER_FILE_NOT_FOUND:
            return "File Not Found (404)";
        case HTTP_UE_SERVER_FORBIDDEN:
            return "Forbidden (403)";
        case HTTP_UE_SERVER_WRONG_HTTP_CODE:
            return "Wrong HTTP Code";
        case HTTP_UE_BIN_VERIFY_HEADER_FAILED:
            return "Verify Bin Header Failed";
        case HTTP_UE_SERVER_UNAUTHORIZED:
            return "Unauthorized (401)";
        default:
            return String();
    }
}

ESP8266HTTPUpdate ESPhttpUpdate;
