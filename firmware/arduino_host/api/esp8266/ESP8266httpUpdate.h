/// `ESPhttpUpdate` of esp8266/Arduino: it asks a server as the core does, and then has no room for what comes. Facts:
/// libraries/ESP8266httpUpdate/src there. Without `getAvailableVersion`, and the header `x-ESP8266-sketch-md5`.
#ifndef ESP8266HTTPUPDATE_H_
#define ESP8266HTTPUPDATE_H_

#include <Arduino.h>
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#include <Updater.h>

#include <functional>

enum HTTPUpdateError {
    HTTP_UE_SERVER_NOT_REPORT_VERSION = -109,
    HTTP_UE_SERVER_UNAUTHORIZED = -108,
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

class ESP8266HTTPUpdate {
  public:
    ESP8266HTTPUpdate() = default;
    explicit ESP8266HTTPUpdate(int httpClientTimeout) : timeout_ms_(httpClientTimeout) {}

    void rebootOnUpdate(bool) {}
    void setFollowRedirects(followRedirects_t follow) { follows_ = follow; }
    void closeConnectionsOnUpdate(bool) {}
    void setLedPin(int = -1, uint8_t = HIGH) {}
    void setMD5sum(const String&) {}
    void setAuthorization(const String& user, const String& password);
    void setAuthorization(const String& auth) { authorization_ = auth; }
    void setClientTimeout(int timeout) { timeout_ms_ = timeout; }

    HTTPUpdateResult update(WiFiClient& client, const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(WiFiClient& client, const String& host, uint16_t port, const String& uri = "/",
                            const String& currentVersion = "");
    HTTPUpdateResult updateFS(WiFiClient& client, const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(HTTPClient& httpClient, const String& currentVersion = "");
    HTTPUpdateResult updateFS(HTTPClient& httpClient, const String& currentVersion = "");

    void onStart(HTTPUpdateStartCB cbOnStart) { started_ = std::move(cbOnStart); }
    void onEnd(HTTPUpdateEndCB) {}
    void onError(HTTPUpdateErrorCB cbOnError) { failed_ = std::move(cbOnError); }
    void onProgress(HTTPUpdateProgressCB) {}

    /// Above 0 one of `Update`, from -1 to -99 one of `HTTPClient`, below one of the names above.
    int getLastError() { return error_; }
    String getLastErrorString();

  private:
    HTTPUpdateResult ask(HTTPClient& http, const String& version, int command);
    void introduce(HTTPClient& http, const String& version, int command);
    HTTPUpdateResult conclude(HTTPClient& http, int code, int command);
    int begun(HTTPClient& http, int command);
    HTTPUpdateResult fail(int error);

    int error_ = 0;
    int timeout_ms_ = 8000;
    followRedirects_t follows_ = HTTPC_DISABLE_FOLLOW_REDIRECTS;
    String user_;
    String password_;
    String authorization_;
    HTTPUpdateStartCB started_;
    HTTPUpdateErrorCB failed_;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_HTTPUPDATE)
extern ESP8266HTTPUpdate ESPhttpUpdate;
#endif

#endif
