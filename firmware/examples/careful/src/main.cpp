// An OceanRemote device as one would put it into the field: a token with a checksum, a clock that is set, TLS that looks
// at the certificate, waits that grow, and no answer that is believed without a look.
#include <Arduino.h>
#include <ocean_client.h>
#include <time.h>
#include <token_store.h>

#include "root_certificate.h"

#ifndef REG_TOKEN
#define REG_TOKEN "oc_reg_put_your_token_here"
#endif
#ifndef WIFI_SSID
#define WIFI_SSID "my network"
#endif
#ifndef WIFI_PASSWORD
#define WIFI_PASSWORD "my password"
#endif

namespace {

constexpr uint8_t kRelay1 = 4;
constexpr uint8_t kRelay2 = 5;
constexpr uint32_t kPollS = 5;
constexpr uint32_t kReportS = 60;
constexpr uint32_t kFirstWaitS = 2;
constexpr uint32_t kLongestWaitS = 60;
constexpr uint32_t kRefusedWaitS = 600;
constexpr uint32_t kRateLimitedWaitS = 300;
constexpr uint32_t kLongestRetryAfterS = 86400;
constexpr time_t kClockIsSet = 1600000000;

TokenStore store;
OceanClient server;
Relays relays;
bool is_online = false;
bool is_enrolled_anew = false;
uint32_t failures = 0;
unsigned long rests_since_ms = 0;
unsigned long rests_ms = 0;
unsigned long reported_ms = 0;

void rest(uint32_t seconds) {
    rests_since_ms = millis();
    rests_ms = 1000UL * seconds;
}

bool is_resting() { return millis() - rests_since_ms < rests_ms; }

// Doubles with every failure, with a part by chance, so that a thousand devices do not come back at once.
void rest_after_failure() {
    uint32_t seconds = kFirstWaitS << (failures < 5 ? failures : 5);
    seconds = seconds < kLongestWaitS ? seconds : kLongestWaitS;
    failures++;
    rest(seconds);
    rests_ms += random(250 * seconds);
    Serial.printf("[SYSTEM] Next attempt in %lu s\n", static_cast<unsigned long>(seconds));
}

void rest_as_asked(const Answer& answer) {
    uint32_t seconds = answer.status == 429 ? kRateLimitedWaitS : kRefusedWaitS;
    if (answer.retry_after_s != 0) {
        seconds = answer.retry_after_s < kLongestRetryAfterS ? answer.retry_after_s : kLongestRetryAfterS;
    }
    rest(seconds);
    Serial.printf("[SYSTEM] Next attempt in %lu s\n", static_cast<unsigned long>(seconds));
}

bool is_refusal(int status) { return status == 401 || status == 403 || status == 410; }

void switch_relays() {
    digitalWrite(kRelay1, relays.one ? HIGH : LOW);
    digitalWrite(kRelay2, relays.two ? HIGH : LOW);
}

void wait_for_clock() {
    configTime(0, 0, "pool.ntp.org", "time.nist.gov");
    for (int tenths = 0; tenths < 100 && time(nullptr) < kClockIsSet; tenths++) {
        delay(100);
    }
    Serial.println(time(nullptr) < kClockIsSet ? "[TIME] No answer from time server" : "[TIME] set");
}

bool join() {
    WiFi.mode(WIFI_STA);
    WiFi.begin(WIFI_SSID, WIFI_PASSWORD);
    for (int tenths = 0; tenths < 200 && WiFi.status() != WL_CONNECTED; tenths++) {
        delay(100);
    }
    if (WiFi.status() != WL_CONNECTED) {
        Serial.println("[WiFi] Connecting... Failed!");
        return false;
    }
    Serial.println("[WiFi] Connecting... Connected!");
    Serial.print("[WiFi] IP Address: ");
    Serial.println(WiFi.localIP());
    return true;
}

void go_offline() {
    is_online = false;
    server.drop_session();
}

// What every refusal and failure has in common; gives whether the request was answered well.
bool is_well(const Answer& answer) {
    if (answer.status == 200) {
        failures = 0;
        return true;
    }
    const bool is_refused = is_refusal(answer.status) && strcmp(answer.code, "clock_skew") != 0;
    if (is_refused || answer.status == 429 || (answer.status > 0 && answer.retry_after_s != 0)) {
        rest_as_asked(answer);
    } else {
        rest_after_failure();
    }
    return false;
}

void enroll() {
    Serial.println("[REG] Registering device...");
    char token[TokenStore::kLongest] = "";
    const Answer answer = server.enroll(REG_TOKEN, token, sizeof token);
    Serial.printf("[REG] HTTP Response: %d\n", answer.status);
    if (answer.status != 200) {
        Serial.printf("[REG] Registration failed: %s\n", answer.error);
    }
    if (!is_well(answer)) {
        return;
    }
    Serial.println(store.save(token) ? "[EEPROM] stored the token" : "[EEPROM] the token cannot be stored");
}

void open_session() {
    const Answer answer = server.open_session(store.token());
    Serial.printf("[SESSION] HTTP Response: %d\n", answer.status);
    if (strcmp(answer.code, "clock_skew") == 0) {
        wait_for_clock();
    }
    if (answer.status != 200) {
        Serial.printf("[SESSION] Refused: %s\n", answer.error);
    }
    if (is_well(answer)) {
        is_online = false;
        return;
    }
    // A token that the server does not take any more: the one in this firmware may be a new one. Once a start.
    if (is_refusal(answer.status) && strcmp(answer.code, "clock_skew") != 0 && !is_enrolled_anew) {
        is_enrolled_anew = true;
        store.forget();
        rest(kFirstWaitS);
    }
}

void poll() {
    const Answer answer = server.poll(store.token(), relays);
    if (is_well(answer)) {
        switch_relays();
        if (!is_online) {
            is_online = true;
            reported_ms = millis() - 1000UL * kReportS;
            Serial.println("[INFO] Device ONLINE");
        }
        return rest(kPollS);
    }
    Serial.printf("[POLL] HTTP Response: %d\n", answer.status);
    if (answer.status == 401) {
        // The session is over; the next request opens another.
        go_offline();
        rest(kFirstWaitS);
    }
}

}  // namespace

void setup() {
    Serial.begin(115200);
    pinMode(kRelay1, OUTPUT);
    pinMode(kRelay2, OUTPUT);
    switch_relays();
    if (!store.load()) {
        Serial.println(store.was_damaged() ? "[EEPROM] Checksum mismatch" : "[EEPROM] Empty");
    }
    server.begin(kRootCertificate);
}

void loop() {
    if (is_resting()) {
        return delay(10);
    }
    if (WiFi.status() != WL_CONNECTED) {
        go_offline();
        if (!join()) {
            return rest_after_failure();
        }
        wait_for_clock();
    }
    if (!store.has_token()) {
        return enroll();
    }
    if (!server.has_session() || server.is_session_old()) {
        return open_session();
    }
    if (is_online && millis() - reported_ms >= 1000UL * kReportS) {
        reported_ms = millis();
        is_well(server.report(store.token(), relays));
    }
    poll();
}
