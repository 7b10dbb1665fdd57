// An OceanRemote device as one would put it into the field: a token with a checksum, a clock that is set, TLS that looks
// at the certificate, waits that grow, and no answer that is believed without a look.
#include <Arduino.h>
#include <network_clock.h>
#include <ocean_client.h>
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
constexpr unsigned long kPollMs = 5000;
constexpr unsigned long kReportMs = 60000;
constexpr uint32_t kFirstWaitS = 2;
constexpr uint32_t kLongestWaitS = 60;
constexpr uint32_t kClockWaitS = 30;
constexpr uint32_t kLongestClockWaitS = 300;
constexpr uint32_t kRefusedWaitS = 600;
constexpr uint32_t kRateLimitedWaitS = 300;
constexpr uint32_t kPollRefusedWaitS = 60;

TokenStore store;
NetworkClock network_clock;
OceanClient server;
Relays relays;
bool is_clock_right = false;
bool is_online = false;
bool is_token_new = false;
bool is_token_refused = false;
bool is_poll_refused = false;
uint32_t failures = 0;
unsigned long rests_since_ms = 0;
unsigned long rests_ms = 0;
unsigned long polled_ms = 0;
unsigned long reported_ms = 0;

bool is_resting() { return millis() - rests_since_ms < rests_ms; }

void rest_ms(unsigned long ms) {
    rests_since_ms = millis();
    rests_ms = ms;
}

void rest(uint32_t seconds) {
    rest_ms(1000UL * seconds);
    Serial.printf("[SYSTEM] Next attempt in %lu s\n", static_cast<unsigned long>(seconds));
}

// Doubles with every failure, with a part by chance, so that a thousand devices do not come back at once.
void rest_ever_longer(uint32_t first_s, uint32_t longest_s) {
    uint32_t seconds = first_s << (failures < 8 ? failures : 8);
    seconds = seconds < longest_s ? seconds : longest_s;
    failures++;
    rest(seconds + random(seconds / 4 + 1));
}

void tell_why(const Answer& answer) {
    if (answer.code[0] != '\0') Serial.printf("[SERVER] It says %s\n", answer.code);
    if (!answer.is_usable) Serial.println("[SERVER] Its answer is no such answer");
}

// What is done after any answer that is no good one.
void rest_after(const Answer& answer) {
    is_online = false;
    if (answer.retry_after_s != 0) {
        rest(answer.retry_after_s);
    } else if (answer.status == 429) {
        rest(kRateLimitedWaitS);
    } else if (answer.is_about_clock()) {
        is_clock_right = network_clock.synchronise();
        const bool is_mended = is_clock_right && network_clock.was_wrong();
        is_mended ? rest(kFirstWaitS) : rest_ever_longer(kClockWaitS, kLongestClockWaitS);
    } else if (answer.is_refusal() || answer.status == 400) {
        rest(kRefusedWaitS);
    } else {
        rest_ever_longer(kFirstWaitS, kLongestWaitS);
    }
}

void switch_relays() {
    digitalWrite(kRelay1, relays.one ? HIGH : LOW);
    digitalWrite(kRelay2, relays.two ? HIGH : LOW);
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

void enroll() {
    char token[TokenStore::kLongest + 1] = "";
    Serial.println("[REG] Registering device...");
    const Answer answer = server.enroll(REG_TOKEN, token, sizeof token);
    Serial.printf("[REG] HTTP Response: %d\n", answer.status);
    tell_why(answer);
    if (!answer.is_good()) {
        // The token of this firmware is used up or wrong, too: next time the old one is shown again.
        is_token_refused = is_token_refused && !answer.is_refusal();
        return rest_after(answer);
    }
    is_token_new = true;
    is_token_refused = false;
    Serial.println(store.keep(token) ? "[EEPROM] Token saved" : "[EEPROM] Save failed");
}

void open_session() {
    const Answer answer = server.open_session(store.token());
    Serial.printf("[SESSION] HTTP Response: %d\n", answer.status);
    tell_why(answer);
    if (answer.is_good()) {
        is_token_new = false;
        return is_poll_refused ? rest(kPollRefusedWaitS) : rest_ms(0);
    }
    // The server takes this token no more: the one in this firmware may be another. It is tried at once, unless it is the
    // very one that has just been granted.
    if (answer.is_refusal() && !is_token_new) {
        is_token_refused = true;
        return;
    }
    rest_after(answer);
}

// A poll or report went wrong: whatever the server refused, another session tells more.
void lose(const Answer& answer) {
    tell_why(answer);
    is_poll_refused = answer.is_refusal();
    if (!answer.is_refusal() && !answer.is_about_session()) {
        return rest_after(answer);
    }
    if (answer.is_about_session()) Serial.println("[SESSION] Expired, renewing");
    is_online = false;
    server.drop_session();
    rest_ever_longer(kFirstWaitS, kLongestWaitS);
}

// After a poll that told what is wanted, for the server takes what is reported for that.
void report() {
    reported_ms = millis();
    const Answer answer = server.report(store.token(), relays);
    if (!answer.is_good()) {
        lose(answer);
    }
}

void go_online() {
    is_poll_refused = false;
    failures = 0;
    if (!is_online) {
        is_online = true;
        Serial.println("[INFO] Device ONLINE");
    }
}

void poll() {
    const Relays before = relays;
    // In step, however long an answer takes; what was missed is not made up for.
    polled_ms = is_online && millis() - polled_ms < 2 * kPollMs ? polled_ms + kPollMs : millis();
    const Answer answer = server.poll(store.token(), relays);
    if (!answer.is_good()) {
        Serial.printf("[POLL] HTTP Response: %d\n", answer.status);
        return lose(answer);
    }
    switch_relays();
    const bool is_switched = before.one != relays.one || before.two != relays.two;
    const bool is_report_due = !is_online || is_switched || millis() - reported_ms >= kReportMs;
    go_online();
    if (is_report_due) {
        report();
    }
}

}  // namespace

void setup() {
    Serial.begin(115200);
    pinMode(kRelay1, OUTPUT);
    pinMode(kRelay2, OUTPUT);
    switch_relays();
    if (store.load()) {
        Serial.println("[EEPROM] Token loaded");
    } else {
        Serial.println(store.was_damaged() ? "[EEPROM] Checksum mismatch" : "[EEPROM] Empty");
    }
    server.begin(kRootCertificate);
}

void loop() {
    store.tend();
    const bool is_poll_due = !is_online || millis() - polled_ms >= kPollMs;
    if (is_resting() || !is_poll_due) {
        return delay(10);
    }
    if (WiFi.status() != WL_CONNECTED) {
        is_online = false;
        if (!join()) {
            return rest_ever_longer(kFirstWaitS, kLongestWaitS);
        }
    }
    if (!server.has_identity()) {
        Serial.println("[SYSTEM] Device ID generation failed");
        return rest(kRefusedWaitS);
    }
    const bool needs_token = is_token_refused || !store.has_token();
    const bool needs_session = !server.has_session() || server.is_session_old();
    if ((needs_token || needs_session) && !is_clock_right) {
        is_clock_right = network_clock.synchronise();
    }
    if (needs_token) {
        enroll();
    } else if (needs_session) {
        if (server.has_session()) Serial.println("[SESSION] Expired, renewing");
        open_session();
    } else {
        poll();
    }
}
