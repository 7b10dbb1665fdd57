/// `HTTPClient` of arduino-esp32 3.x. Facts: libraries/HTTPClient/src/HTTPClient.cpp.
#ifndef HTTPClient_H_
#define HTTPClient_H_

#include <WiFiClient.h>
#include <WiFiClientSecure.h>

#include "oceanhil/http_client.h"

#define HTTPCLIENT_1_1_COMPATIBLE
#define HTTPC_ERROR_CONNECTION_REFUSED (-1)

class HTTPClient : public oceanhil::HttpClient {
  public:
    HTTPClient() = default;
    HTTPClient(const HTTPClient&) = delete;
    HTTPClient& operator=(const HTTPClient&) = delete;
    ~HTTPClient();

    /// The sketch's client must live as long as this.
    bool begin(WiFiClient& client, String url);
    bool begin(WiFiClient& client, String host, uint16_t port, String uri = "/", bool https = false);
    // With a client of its own. Over TLS it looks at no certificate unless a CA is given.
    bool begin(String url);
    bool begin(String url, const char* CAcert);
    bool begin(String host, uint16_t port, String uri = "/");
    bool begin(String host, uint16_t port, String uri, const char* CAcert);
    bool begin(String host, uint16_t port, String uri, const char* CAcert, const char* cli_cert, const char* cli_key);

    /// To be called before `begin` with a URL alone: the server is known by the authorities that come with the core.
    void useBuiltinCACertBundle(bool use = true) { has_bundle_ = use; }
    /// All headers of an answer, in its order, in place of those that were named.
    void collectAllHeaders(bool collectAll = true) { collects_all_ = collectAll; }
    void setConnectTimeout(int32_t connectTimeout) { connect_timeout_ms_ = connectTimeout; }
    void setAuthorizationType(const char* authType);
    void setAcceptEncoding(const String& acceptEncoding) { accept_encoding_ = acceptEncoding; }

    void setCookieJar(CookieJar* cookieJar) { jar_ = cookieJar; }
    void resetCookieJar() { jar_ = nullptr; }
    void clearAllCookies() {
        if (jar_ != nullptr) {
            jar_->clear();
        }
    }

    /// The body, which can be had once.
    String getString();

  private:
    void use_own(std::shared_ptr<WiFiClient> own);
    std::shared_ptr<WiFiClient> own_;
    bool has_bundle_ = false;
};

#endif
