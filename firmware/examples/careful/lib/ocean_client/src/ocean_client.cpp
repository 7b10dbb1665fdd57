#include "ocean_client.h"

#include <flat_json.h>
#include <network_clock.h>

namespace {

constexpr char kRegisterUrl[] = "https://www.oceanremote.net/api/device/register/";
constexpr char kSessionUrl[] = "https://oceanremote.net/api/device/session/";
constexpr char kStateUrl[] = "https://oceanremote.net/api/device/state/";
constexpr uint16_t kTimeoutMs = 10000;
constexpr unsigned int kLongestBody = 9000;
constexpr uint32_t kLongestRetryAfterS = 86400;
constexpr int kFirstError = 400;
constexpr double kSessionS = 3600;
constexpr double kLongestSessionS = 86400;
constexpr double kRenewBeforeS = 5;
#if defined(ESP8266)
constexpr char kFamily[] = "ESP8266_";
#elif defined(ESP32)
constexpr char kFamily[] = "ESP32_";
#else
constexpr char kFamily[] = "PICOW_";
#endif

// A JSON text, whatever was pasted into it.
String quoted(const char* text) {
    String json = "\"";
    for (; *text != '\0'; text++) {
        char escaped[8];
        snprintf(escaped, sizeof escaped, *text < ' ' ? "\\u%04x" : *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
        json += escaped;
    }
    return json + '"';
}

// Whether a text can stand in a header.
bool is_token(const char* text) {
    for (const char* at = text; *at != '\0'; at++) {
        if (!isalnum(*at) && *at != '-' && *at != '_') return false;
    }
    return *text != '\0';
}

// Codes are words. What is none is not shown: it might be anything, a token too.
void take_code(FlatJson& json, char* code, size_t size) {
    if (json.text("code", code, size)) {
        for (const char* at = code; *at != '\0'; at++) {
            if (!islower(*at) && *at != '_') code[0] = '\0';
        }
    }
}

}  // namespace

void OceanClient::begin(const char* root_certificate) {
#if defined(ESP32)
    tls_.setCACert(root_certificate);
    tls_.setHandshakeTimeout(kTimeoutMs / 1000);
#else
    roots_.append(root_certificate);
    tls_.setTrustAnchors(&roots_);
#endif
    body_.reserve(512);
}

String OceanClient::identity() const {
    const String mac = WiFi.macAddress();
    String id = mac;
    id.replace(":", "");
    // A Pico W's core gives it in small letters.
    id.toUpperCase();
    return String("\"device_id\":\"") + kFamily + id + "\",\"mac_address\":\"" + mac + '"';
}

void OceanClient::add_headers(HTTPClient& http, const char* token, bool has_body) {
    if (NetworkClock::is_set()) http.addHeader("X-Device-Time", String(NetworkClock::unix_s()));
    if (token != nullptr) http.addHeader("X-Device-Token", token);
    if (has_session()) http.addHeader("X-Session-Id", session_);
    if (has_body) http.addHeader("Content-Type", "application/json");
}

// Takes the body as far as it comes in time; gives an error of HTTPClient's if that is not all of it.
int OceanClient::read_body(HTTPClient& http, unsigned long begin_ms) {
    WiFiClient& stream = http.getStream();
    int left = http.getSize();
    while (left != 0) {
        uint8_t piece[128];
        const int wanted = left > 0 && left < static_cast<int>(sizeof piece) ? left : static_cast<int>(sizeof piece);
        const int count = stream.available() > 0 ? stream.read(piece, wanted) : 0;
        if (count > 0) {
            body_.concat(reinterpret_cast<const char*>(piece), count);
            left -= left > 0 ? count : 0;
        } else if (!stream.connected()) {
            return left < 0 ? 0 : HTTPC_ERROR_CONNECTION_LOST;
        } else {
            delay(5);
        }
        if (millis() - begin_ms >= kTimeoutMs) return HTTPC_ERROR_READ_TIMEOUT;
        if (body_.length() > kLongestBody) return HTTPC_ERROR_TOO_LESS_RAM;
    }
    return 0;
}

Answer OceanClient::exchange(const char* method, const char* url, const char* token, const String& body) {
    static const char* kept[] = {"Retry-After"};
    const unsigned long begin_ms = millis();
    Answer answer;
    HTTPClient http;
    body_ = "";
    http.useHTTP10(true);
    http.setReuse(false);
    http.setTimeout(kTimeoutMs);
    if (!http.begin(tls_, url)) {
        answer.status = HTTPC_ERROR_CONNECTION_REFUSED;
        return answer;
    }
    http.collectHeaders(kept, 1);
    add_headers(http, token, body.length() != 0);
    answer.status = http.sendRequest(method, body);
    const int error = answer.status > 0 ? read_body(http, begin_ms) : 0;
    answer.status = error != 0 ? error : answer.status;
    // An answer that is no error says with it nothing about when to ask again.
    const long retry_after_s = answer.status >= kFirstError ? http.header("Retry-After").toInt() : 0;
    http.end();
    answer.retry_after_s = constrain(retry_after_s, 0L, static_cast<long>(kLongestRetryAfterS));
    FlatJson json(body_);
    take_code(json, answer.code, sizeof answer.code);
    return answer;
}

bool OceanClient::is_success() {
    bool success = false;
    return FlatJson(body_).flag("success", success) && success;
}

Answer OceanClient::enroll(const char* registration_token, char* token, size_t token_size) {
    drop_session();
    Answer answer = exchange("POST", kRegisterUrl, nullptr,
                             "{\"token\":" + quoted(registration_token) + "," + identity() + ",\"ip\":\"" +
                                 WiFi.localIP().toString() + "\"}");
    FlatJson json(body_);
    if (answer.is_good() && !(is_success() && json.text("permanent_token", token, token_size) && is_token(token))) {
        answer.is_usable = false;
    }
    return answer;
}

Answer OceanClient::open_session(const char* token) {
    drop_session();
    Answer answer = exchange("POST", kSessionUrl, token, "{" + identity() + "}");
    if (!answer.is_good()) {
        return answer;
    }
    FlatJson json(body_);
    if (!is_success() || !json.text("session_id", session_, sizeof session_) || !is_token(session_)) {
        drop_session();
        answer.is_usable = false;
        return answer;
    }
    double lives_s = 0;
    if (!json.number("expires_in", lives_s) || lives_s <= 0 || lives_s > kLongestSessionS) lives_s = kSessionS;
    session_at_ms_ = millis();
    session_ms_ = static_cast<unsigned long>(1000 * (lives_s > 2 * kRenewBeforeS ? lives_s - kRenewBeforeS : lives_s));
    return answer;
}

// Relays that the answer does not name stay as they are.
Answer OceanClient::poll(const char* token, Relays& relays) {
    Answer answer = exchange("GET", kStateUrl, token, "");
    if (answer.is_good() && !is_success()) {
        answer.is_usable = false;
    }
    if (answer.is_good()) {
        FlatJson json(body_);
        json.flag("relay1", relays.one);
        json.flag("relay2", relays.two);
    }
    return answer;
}

Answer OceanClient::report(const char* token, const Relays& relays) {
    return exchange("POST", kStateUrl, token,
                    String("{\"relay1\":") + (relays.one ? "true" : "false") + ",\"relay2\":" +
                        (relays.two ? "true" : "false") + ",\"temperature\":23.5,\"humidity\":62.0}");
}
