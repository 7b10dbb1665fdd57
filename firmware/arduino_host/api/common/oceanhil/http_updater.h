/// What the updates over HTTP of the three cores have in common: they ask a server, and have no room for what comes.
///
/// Facts: libraries/ESP8266httpUpdate/src of esp8266/Arduino, libraries/HTTPUpdate/src of arduino-esp32 3.x and
/// arduino-pico.
#ifndef OCEANHIL_HTTP_UPDATER_H
#define OCEANHIL_HTTP_UPDATER_H

#include <Arduino.h>
#if defined(ESP8266)
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#else
#include <HTTPClient.h>
#include <WiFi.h>
#endif
#if defined(ESP32)
#include <Update.h>
#else
#include <Updater.h>
#endif

#include <functional>

enum HTTPUpdateError {
    HTTP_UE_SERVER_NOT_REPORT_VERSION = -109,
#if defined(ESP32)
    HTTP_UE_NO_PARTITION = -108,
#else
    HTTP_UE_SERVER_UNAUTHORIZED = -108,
#endif
    HTTP_UE_BIN_FOR_WRONG_FLASH = -107,
    HTTP_UE_BIN_VERIFY_HEADER_FAILED = -106,
    HTTP_UE_SERVER_FAULTY_MD5 = -105,
    HTTP_UE_SERVER_WRONG_HTTP_CODE = -104,
    HTTP_UE_SERVER_FORBIDDEN = -103,
    HTTP_UE_SERVER_FILE_NOT_FOUND = -102,
    HTTP_UE_SERVER_NOT_REPORT_SIZE = -101,
    HTTP_UE_TOO_LESS_SPACE = -100
};

enum HTTPUpdateResult { HTTP_UPDATE_FAILED, HTTP_UPDATE_NO_UPDATES, HTTP_UPDATE_OK };
typedef HTTPUpdateResult t_httpUpdate_return;

using HTTPUpdateStartCB = std::function<void()>;
using HTTPUpdateEndCB = std::function<void()>;
using HTTPUpdateErrorCB = std::function<void(int)>;
using HTTPUpdateProgressCB = std::function<void(int, int)>;

namespace oceanhil {

class HttpUpdater {
  public:
    void rebootOnUpdate(bool) {}
    void setFollowRedirects(followRedirects_t follow) { follows_ = follow; }
    void setLedPin(int = -1, uint8_t = HIGH) {}
    void setMD5sum(const String&) {}
    void setAuthorization(const String& user, const String& password) {
        user_ = user;
        password_ = password;
    }
    void setAuthorization(const String& auth) { authorization_ = auth; }

    void onStart(HTTPUpdateStartCB cbOnStart) { started_ = std::move(cbOnStart); }
    void onEnd(HTTPUpdateEndCB) {}
    void onError(HTTPUpdateErrorCB cbOnError) { failed_ = std::move(cbOnError); }
    void onProgress(HTTPUpdateProgressCB) {}

    /// Above 0 one of `Update`, from -1 to -99 one of `HTTPClient`, below one of the names above.
    int getLastError() { return error_; }
    String getLastErrorString();

  protected:
    explicit HttpUpdater(int timeout_ms) : timeout_ms_(timeout_ms) {}
    HttpUpdater(const HttpUpdater&) = default;
    HttpUpdater& operator=(const HttpUpdater&) = default;
    ~HttpUpdater() = default;

    HTTPUpdateResult ask(HTTPClient& http, const String& version, int command);
    void set_timeout_ms(int timeout_ms) { timeout_ms_ = timeout_ms; }

  private:
    // Each core does these in a way of its own.

    virtual void introduce(HTTPClient& http, const String& version, int command) = 0;
    /// Why so many bytes cannot be taken before any is looked at, 0: they can.
    virtual int refusal(int bytes, int command) = 0;
    /// Whether what begins with this byte, -1: nothing, is an image.
    virtual bool is_image(int first) = 0;

    HTTPUpdateResult conclude(HTTPClient& http, int code, int command);
    int begun(HTTPClient& http, int command);
    HTTPUpdateResult fail(int error);

    int error_ = 0;
    int timeout_ms_;
    followRedirects_t follows_ = HTTPC_DISABLE_FOLLOW_REDIRECTS;
    String user_;
    String password_;
    String authorization_;
    HTTPUpdateStartCB started_;
    HTTPUpdateErrorCB failed_;
};

}  // namespace oceanhil

#endif
