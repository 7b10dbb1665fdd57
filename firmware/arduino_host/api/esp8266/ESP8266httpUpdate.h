/// `ESPhttpUpdate` of esp8266/Arduino: it asks a server as the core does, and then has no room for what comes. Facts:
/// libraries/ESP8266httpUpdate/src there. Without `getAvailableVersion`, and the header `x-ESP8266-sketch-md5`.
#ifndef ESP8266HTTPUPDATE_H_
#define ESP8266HTTPUPDATE_H_

#include "oceanhil/http_updater.h"

class ESP8266HTTPUpdate : public oceanhil::HttpUpdater {
  public:
    ESP8266HTTPUpdate() : HttpUpdater(8000) {}
    explicit ESP8266HTTPUpdate(int httpClientTimeout) : HttpUpdater(httpClientTimeout) {}

    void closeConnectionsOnUpdate(bool) {}
    /// The core's older name: to where an answer leads, with the method that was asked.
    void followRedirects(bool follow) __attribute__((deprecated)) {
        setFollowRedirects(follow ? HTTPC_STRICT_FOLLOW_REDIRECTS : HTTPC_DISABLE_FOLLOW_REDIRECTS);
    }
    void setClientTimeout(int timeout) { set_timeout_ms(timeout); }

    HTTPUpdateResult update(WiFiClient& client, const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(WiFiClient& client, const String& host, uint16_t port, const String& uri = "/",
                            const String& currentVersion = "");
    HTTPUpdateResult updateFS(WiFiClient& client, const String& url, const String& currentVersion = "");
    HTTPUpdateResult update(HTTPClient& httpClient, const String& currentVersion = "");
    HTTPUpdateResult updateFS(HTTPClient& httpClient, const String& currentVersion = "");

  private:
    void introduce(HTTPClient& http, const String& version, int command) override;
    int refusal(int bytes, int command) override;
    bool is_image(int first) override;
};

#if !defined(NO_GLOBAL_INSTANCES) && !defined(NO_GLOBAL_HTTPUPDATE)
extern ESP8266HTTPUpdate ESPhttpUpdate;
#endif

#endif
