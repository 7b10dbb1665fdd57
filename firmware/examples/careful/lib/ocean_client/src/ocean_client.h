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
    // Whether the answer says what such an answer has to.
    bool is_usable = true;
    // The server's word for an error; empty if it gave none.
    char code[24] = "";
    // Seconds that the server wants to be left alone; 0: it did not say.
    uint32_t retry_after_s = 0;

    bool is_good() const { return status == 200 && is_usable; }
    bool is_about_clock() const { return strcmp(code, "clock_skew") == 0; }
    bool is_about_session() const { return strncmp(code, "session_", 8) == 0; }
    // Whether the server does not take what it was shown. A wrong clock and a session that is over say nothing of a token.
    bool is_refusal() const {
        return (status == 401 || status == 403 || status == 410) && !is_about_clock() && !is_about_session();
    }
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

    // Whether the board has an address that its ID can be made of.
    static bool has_identity() { return WiFi.macAddress() != "00:00:00:00:00:00"; }
    bool has_session() const { return session_[0] != '\0'; }
    void drop_session() { session_[0] = '\0'; }
    // Whether so little of the session's life is left that a new one is due.
    bool is_session_old() const { return millis() - session_at_ms_ >= session_ms_; }

  private:
    Answer exchange(const char* method, const char* url, const char* token, const String& body);
    void add_headers(HTTPClient& http, const char* token, bool has_body);
    int read_body(HTTPClient& http, unsigned long begin_ms);
    bool is_success();
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
