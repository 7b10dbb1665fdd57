// Stand-in: signatures only. https://arduino-esp8266.readthedocs.io/en/latest/esp8266wifi/bearssl-client-secure-class.html
#pragma once

#include <time.h>

#include "WiFiClient.h"

namespace BearSSL {

class X509List {
  public:
    X509List();
    X509List(const char* pemCert);
    ~X509List();

    REAL_WORDS(3)
};

class Session {
  public:
    Session();

    REAL_WORDS(22)
};

class WiFiClientSecure : public WiFiClient {
  public:
    WiFiClientSecure();
    void setTrustAnchors(const X509List* ta);
    void setX509Time(time_t now);
    void setSession(Session* session);
    void setBufferSizes(int recv, int xmit);
    int getLastSSLError(char* dest = nullptr, size_t len = 0);

    REAL_WORDS(2)
};

}  // namespace BearSSL
