/// `HTTPClient` of arduino-pico. Facts: libraries/HTTPClient/src.
#ifndef OCEANHIL_HTTPCLIENT_H
#define OCEANHIL_HTTPCLIENT_H

#include <WiFiClient.h>
#include <WiFiClientSecure.h>

#include "oceanhil/chunk_stream.h"
#include "oceanhil/http_client.h"

#define HTTPC_ERROR_CONNECTION_FAILED (-1)
constexpr int HTTPC_ERROR_CONNECTION_REFUSED __attribute__((deprecated)) = HTTPC_ERROR_CONNECTION_FAILED;

class HTTPClient : public oceanhil::HttpClient {
  public:
    HTTPClient() = default;
    HTTPClient(HTTPClient&&) = default;
    HTTPClient& operator=(HTTPClient&&) = default;

    // With a client of its own, for which the calls below are.
    bool begin(String url);
    bool begin(String host, uint16_t port, String uri = "/", bool https = false);
    bool begin(String url, const uint8_t httpsFingerprint[20]);
    bool begin(String host, uint16_t port, String uri, const uint8_t httpsFingerprint[20]);
    bool begin(WiFiClient& client, const String& url);
    bool begin(WiFiClient& client, const String& host, uint16_t port, const String& uri = "/", bool https = false);
    void end();

    int DELETE() { return sendRequest("DELETE"); }

    void setCookieJar(CookieJar* cookieJar) { jar_ = cookieJar; }
    void resetCookieJar() { jar_ = nullptr; }
    void clearAllCookies() {
        if (jar_ != nullptr) {
            jar_->clear();
        }
    }

    /// The body, as often as it is asked for.
    const String& getString() { return body_once(); }
    int writeToPrint(Print* print) { return writeToStream(print); }

    void setInsecure() { own_secure()->setInsecure(); }
    void setTrustAnchors(const X509List* ta) { own_secure()->setTrustAnchors(ta); }
    void setCACert(const char* rootCA) { own_secure()->setCACert(rootCA); }
    void setKnownKey(const PublicKey* pk, unsigned usages = BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN);
    bool setFingerprint(const uint8_t fingerprint[20]) { return own_secure()->setFingerprint(fingerprint); }
    bool setFingerprint(const char* fpStr) { return own_secure()->setFingerprint(fpStr); }
    void allowSelfSignedCerts() { own_secure()->allowSelfSignedCerts(); }
    void setX509Time(time_t now) { own_secure()->setX509Time(now); }
    void setSession(Session* session) { own_secure()->setSession(session); }
    void setBufferSizes(int recv, int xmit) { own_secure()->setBufferSizes(recv, xmit); }

  private:
    WiFiClientSecure* own_secure();
    void use_own(bool is_secure);

    std::shared_ptr<WiFiClient> own_plain_;
    std::shared_ptr<WiFiClientSecure> own_secure_;
};

#endif
