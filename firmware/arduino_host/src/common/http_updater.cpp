#include "oceanhil/http_updater.h"

#include <StreamString.h>

namespace oceanhil {

namespace {

constexpr int kFirstHttpUpdateError = -100;

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

HTTPUpdateResult HttpUpdater::fail(int error) {
    error_ = error;
    if (failed_) {
        failed_(error);
    }
    return HTTP_UPDATE_FAILED;
}

HTTPUpdateResult HttpUpdater::ask(HTTPClient& http, const String& version, int command) {
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

HTTPUpdateResult HttpUpdater::conclude(HTTPClient& http, int code, int command) {
    switch (code) {
        case HTTP_CODE_OK:
            return fail(begun(http, command));
        case HTTP_CODE_NOT_MODIFIED:
            return HTTP_UPDATE_NO_UPDATES;
        case HTTP_CODE_NOT_FOUND:
            return fail(HTTP_UE_SERVER_FILE_NOT_FOUND);
        case HTTP_CODE_FORBIDDEN:
            return fail(HTTP_UE_SERVER_FORBIDDEN);
#if !defined(ESP32)
        case HTTP_CODE_UNAUTHORIZED:
            return fail(HTTP_UE_SERVER_UNAUTHORIZED);
#endif
        default:
            return fail(HTTP_UE_SERVER_WRONG_HTTP_CODE);
    }
}

/// Why what comes cannot be taken.
int HttpUpdater::begun(HTTPClient& http, int command) {
    constexpr uint32_t kRestMs = 100;
    const int bytes = http.getSize();
    if (bytes <= 0) {
        return HTTP_UE_SERVER_NOT_REPORT_SIZE;
    }
    if (const int refused = refusal(bytes, command); refused != 0) {
        return refused;
    }
    if (started_) {
        started_();
    }
    delay(kRestMs);
    if (command == U_FLASH && !is_image(first_byte(http, timeout_ms_))) {
        return HTTP_UE_BIN_VERIFY_HEADER_FAILED;
    }
    Update.begin(static_cast<size_t>(bytes), command);
    return Update.getError();
}

String HttpUpdater::getLastErrorString() {
    if (error_ > 0) {
        StreamString text;
        Update.printError(text);
        text.trim();
        return String("Update error: ") + text;
    }
    if (error_ < 0 && error_ > kFirstHttpUpdateError) {
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
#if defined(ESP32)
        case HTTP_UE_NO_PARTITION:
            return "Partition Could Not be Found";
#else
        case HTTP_UE_SERVER_UNAUTHORIZED:
            return "Unauthorized (401)";
#endif
        default:
            return String();
    }
}

}  // namespace oceanhil
