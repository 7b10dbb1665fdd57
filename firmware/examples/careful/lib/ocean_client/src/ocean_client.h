// The requests of an OceanRemote device: one at a time, over TLS that looks at the certificate.
#pragma once

#include <Arduino.h>
#if defined(ESP8266)
#include <ESP8266HTTPClient.h>
#include <ESP8266WiFi.h>
#else
#include <HTTPClient.h>
#include <WiFi.h>
#endif
#include <WiFiClientSecure.h>

// What came of a request.
struct Answer {
    // Of HTTP, or negative: there was no answer.
    int status = 0;
    // What the server said of an error, for people and for programs; empty if nothing.
    char error[64] = "";
    char code[24] = "";
    // Seconds that the server wants to be left alone; 0: it did not say.
    uint32_t retry_after_s = 0;
    // The server's time; 0: it did not say.
    uint32_t server_time = 0;
};

struct Relays {
    bool one = false;
    bool two = false;
};

class OceanClient {
  public:
    void begin(const char* root_certificate);

    Answer enroll(const char* registration_token, char* token, size_t token_size);
    Answer open_session(const char* token);
    Answer poll(const char* token, Relays& relays);
    Answer report(const char* token, const Relays& relays);

    bool has_session() const { return session_[0] != '\0'; }
    void drop_session() { session_[0] = '\0'; }
    // Whether so little of the session's life is left that a new one is due.
    bool is_session_old() const { return millis() - session_at_ms_ >= session_ms_; }

  private:
    Answer exchange(const char* method, const char* url, const char* token, const String& body);
    String identity() const;

    WiFiClientSecure tls_;
#if !defined(ESP32)
    BearSSL::X509List roots_;
#endif
    String body_;
    char session_[40] = "";
    unsigned long session_at_ms_ = 0;
    unsigned long session_ms_ = 0;
};
