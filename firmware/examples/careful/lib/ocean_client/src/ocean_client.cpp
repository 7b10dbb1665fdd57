#include "ocean_client.h"

#include <time.h>

namespace {

constexpr char kRegisterUrl[] = "https://www.oceanremote.net/api/device/register/";
constexpr char kSessionUrl[] = "https://oceanremote.net/api/device/session/";
constexpr char kStateUrl[] = "https://oceanremote.net/api/device/state/";
constexpr uint16_t kTimeoutMs = 10000;
constexpr int kLongestBody = 1024;
constexpr time_t kClockIsSet = 1600000000;
constexpr uint32_t kRenewBeforeS = 5;
constexpr uint32_t kLongestSessionS = 86400;
#if defined(ESP8266)
constexpr char kFamily[] = "ESP8266_";
#elif defined(ESP32)
constexpr char kFamily[] = "ESP32_";
#else
constexpr char kFamily[] = "PICOW_";
#endif

// Where the value of a key begins in a flat JSON object; -1 if there is none.
int value_at(const String& json, const char* key) {
    const String quoted = String('"') + key + '"';
    for (int at = json.indexOf(quoted); at >= 0; at = json.indexOf(quoted, at + 1)) {
        unsigned int next = at + quoted.length();
        while (next < json.length() && isspace(json[next])) next++;
        if (next < json.length() && json[next] == ':') {
            next++;
            while (next < json.length() && isspace(json[next])) next++;
            return next < json.length() ? static_cast<int>(next) : -1;
        }
    }
    return -1;
}

// Copies a text without escapes; false if there is none, or it does not fit.
bool text_of(const String& json, const char* key, char* text, size_t size) {
    const int at = value_at(json, key);
    const int end = at < 0 || json[at] != '"' ? -1 : json.indexOf('"', at + 1);
    if (end < 0 || static_cast<size_t>(end - at) > size || json.substring(at, end).indexOf('\\') >= 0) {
        return false;
    }
    json.substring(at + 1, end).toCharArray(text, size);
    return true;
}

uint32_t number_of(const String& json, const char* key) {
    const int at = value_at(json, key);
    return at < 0 || !isdigit(json[at]) ? 0 : strtoul(json.c_str() + at, nullptr, 10);
}

bool is_true(const String& json, const char* key) {
    const int at = value_at(json, key);
    return at >= 0 && json.startsWith("true", at);
}

// Relays that the answer does not name stay as they are.
void take(const String& json, const char* key, bool& relay) {
    const int at = value_at(json, key);
    if (at >= 0 && (json.startsWith("true", at) || json.startsWith("false", at))) {
        relay = json[at] == 't';
    }
}

}  // namespace

void OceanClient::begin(const char* root_certificate) {
#if defined(ESP32)
    tls_.setCACert(root_certificate);
#else
    roots_.append(root_certificate);
    tls_.setTrustAnchors(&roots_);
#endif
    body_.reserve(kLongestBody);
}

String OceanClient::identity() const {
    const String mac = WiFi.macAddress();
    String id = mac;
    id.replace(":", "");
    return String("\"device_id\":\"") + kFamily + id + "\",\"mac_address\":\"" + mac + '"';
}

Answer OceanClient::exchange(const char* method, const char* url, const char* token, const String& body) {
    static const char* kept[] = {"Retry-After"};
    Answer answer;
    HTTPClient http;
    http.setReuse(false);
    http.setTimeout(kTimeoutMs);
    if (!http.begin(tls_, url)) {
        answer.status = -1;
        return answer;
    }
    http.collectHeaders(kept, 1);
    if (time(nullptr) > kClockIsSet) http.addHeader("X-Device-Time", String(static_cast<uint32_t>(time(nullptr))));
    if (token != nullptr) http.addHeader("X-Device-Token", token);
    if (has_session()) http.addHeader("X-Session-Id", session_);
    if (body.length() != 0) http.addHeader("Content-Type", "application/json");
    answer.status = http.sendRequest(method, body);
    body_ = "";
    if (answer.status > 0 && http.getSize() <= kLongestBody) {
        body_ = http.getString();
    }
    answer.retry_after_s = http.header("Retry-After").toInt();
    http.end();
    text_of(body_, "error", answer.error, sizeof answer.error);
    text_of(body_, "code", answer.code, sizeof answer.code);
    answer.server_time = number_of(body_, "server_time");
    return answer;
}

Answer OceanClient::enroll(const char* registration_token, char* token, size_t token_size) {
    drop_session();
    Answer answer = exchange("POST", kRegisterUrl, nullptr,
                             String("{\"token\":\"") + registration_token + "\"," + identity() + ",\"ip\":\"" +
                                 WiFi.localIP().toString() + "\"}");
    if (answer.status == 200 && !(is_true(body_, "success") && text_of(body_, "permanent_token", token, token_size))) {
        answer.status = -20;
    }
    return answer;
}

Answer OceanClient::open_session(const char* token) {
    drop_session();
    Answer answer = exchange("POST", kSessionUrl, token, "{" + identity() + "}");
    if (answer.status != 200) {
        return answer;
    }
    if (!is_true(body_, "success") || !text_of(body_, "session_id", session_, sizeof session_)) {
        drop_session();
        answer.status = -20;
        return answer;
    }
    uint32_t lives_s = number_of(body_, "expires_in");
    lives_s = lives_s == 0 || lives_s > kLongestSessionS ? 3600 : lives_s;
    session_at_ms_ = millis();
    session_ms_ = 1000UL * (lives_s > 2 * kRenewBeforeS ? lives_s - kRenewBeforeS : lives_s);
    return answer;
}

Answer OceanClient::poll(const char* token, Relays& relays) {
    Answer answer = exchange("GET", kStateUrl, token, "");
    if (answer.status == 200) {
        if (!is_true(body_, "success")) {
            answer.status = -20;
        } else {
            take(body_, "relay1", relays.one);
            take(body_, "relay2", relays.two);
        }
    }
    return answer;
}

Answer OceanClient::report(const char* token, const Relays& relays) {
    return exchange("POST", kStateUrl, token,
                    String("{\"relay1\":") + (relays.one ? "true" : "false") + ",\"relay2\":" +
                        (relays.two ? "true" : "false") + ",\"temperature\":23.5,\"humidity\":62.0}");
}
