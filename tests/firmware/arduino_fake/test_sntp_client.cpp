// What the SNTP client takes for an answer (RFC 4330).
#include <doctest/doctest.h>

#include <string>

#include "fake_core.h"
#include "oceanremote/board.h"
#include "port/sntp_client.h"

namespace {

constexpr uint32_t kTimeoutMs = 5000;
constexpr size_t kOriginateAt = 24;
constexpr size_t kTransmitAt = 40;

// An answer to the last question, at `seconds` since 1900 and half a second.
std::string answer_at(uint32_t seconds) {
    std::string packet(48, '\0');
    packet[0] = 0x24;
    packet[1] = 1;
    packet.replace(kOriginateAt, 8, fake.question, kTransmitAt, 8);
    for (size_t i = 0; i < 4; i++) {
        packet[kTransmitAt + i] = static_cast<char>(seconds >> (24 - 8 * i));
    }
    packet[kTransmitAt + 4] = static_cast<char>(0x80);
    return packet;
}

struct Bench {
    SntpClient client;
    int64_t unix_us = 0;

    Bench() {
        fake = FakeCore();
        client.start(kTimeoutMs);
    }

    int32_t hear(const std::string& packet) {
        fake.packet = packet;
        return client.poll(unix_us);
    }
};

}  // namespace

TEST_CASE("an answer gives the time to the microsecond") {
    Bench bench;
    CHECK(bench.hear(answer_at(3944678400U)) == OR_OK);
    CHECK(bench.unix_us == 1735689600500000LL);
}

TEST_CASE("a time without its first bit lies after February 2036") {
    Bench bench;
    CHECK(bench.hear(answer_at(0)) == OR_OK);
    CHECK(bench.unix_us == 2085978496500000LL);
}

TEST_CASE("an answer to another question is passed over") {
    Bench bench;
    std::string packet = answer_at(3944678400U);
    packet[kOriginateAt] ^= 1;
    CHECK(bench.hear(packet) == OR_PENDING);
}

TEST_CASE("a kiss of death and a short packet carry no time") {
    Bench bench;
    std::string packet = answer_at(3944678400U);
    packet[1] = 0;
    CHECK(bench.hear(packet) == OR_PENDING);
    CHECK(bench.hear("short") == OR_PENDING);
}

TEST_CASE("silence ends with the time-out") {
    Bench bench;
    CHECK(bench.hear("") == OR_PENDING);
    fake.now_ms = kTimeoutMs;
    CHECK(bench.hear("") == OR_FAILED);
}
