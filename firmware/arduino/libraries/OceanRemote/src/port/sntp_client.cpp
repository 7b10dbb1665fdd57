#include "sntp_client.h"

#include <string.h>

#include "board_family.h"

namespace {

constexpr uint16_t kServerPort = 123;
constexpr uint16_t kOwnPort = 2390;
constexpr size_t kPacketBytes = 48;
constexpr size_t kOriginateAt = 24;
constexpr size_t kTransmitAt = 40;
// Leap indicator 0, version 4, mode 3 (client); RFC 4330, section 4.
constexpr uint8_t kClient = 0x23;
constexpr uint8_t kModeMask = 0x07;
constexpr uint8_t kServerMode = 4;
// Seconds from 1900 to 1970, and the length of an era of the protocol.
constexpr int64_t kUnixEpoch = 2208988800LL;
constexpr int64_t kEra = 4294967296LL;
constexpr uint32_t kFirstBitOfEra0 = 0x80000000U;

uint32_t big_endian(const uint8_t* at) {
    return static_cast<uint32_t>(at[0]) << 24 | static_cast<uint32_t>(at[1]) << 16 | static_cast<uint32_t>(at[2]) << 8 |
           at[3];
}

int64_t unix_us_of(const uint8_t* at) {
    const uint32_t seconds = big_endian(at);
    // Without its first bit a time lies after February 2036 (RFC 4330, section 3).
    const int64_t era = (seconds & kFirstBitOfEra0) != 0 ? 0 : kEra;
    const auto fraction_us = static_cast<int64_t>((static_cast<uint64_t>(big_endian(at + 4)) * 1000000U) >> 32);
    return (static_cast<int64_t>(seconds) + era - kUnixEpoch) * 1000000 + fraction_us;
}

}  // namespace

void SntpClient::start(uint32_t timeout_ms) {
    finish(OR_OK);
    started_ms_ = static_cast<uint32_t>(millis());
    timeout_ms_ = timeout_ms;
    is_open_ = udp_.begin(kOwnPort) != 0;
    uint8_t packet[kPacketBytes] = {kClient};
    for (uint8_t& each : cookie_) {
        each = static_cast<uint8_t>(family::random_32());
    }
    memcpy(packet + kTransmitAt, cookie_, sizeof cookie_);
    is_sent_ = is_open_ && udp_.beginPacket(server_, kServerPort) != 0 &&
               udp_.write(packet, sizeof packet) == sizeof packet && udp_.endPacket() != 0;
}

int32_t SntpClient::poll(int64_t& unix_us) {
    while (is_sent_ && udp_.parsePacket() > 0) {
        if (take(unix_us)) {
            return finish(OR_OK);
        }
    }
    return millis() - started_ms_ >= timeout_ms_ ? finish(OR_FAILED) : static_cast<int32_t>(OR_PENDING);
}

bool SntpClient::take(int64_t& unix_us) {
    uint8_t packet[kPacketBytes];
    if (udp_.read(packet, sizeof packet) != static_cast<int>(sizeof packet)) {
        return false;
    }
    // Stratum 0 is a kiss of death, which carries no time.
    const bool is_answer = (packet[0] & kModeMask) == kServerMode && packet[1] != 0 &&
                           memcmp(packet + kOriginateAt, cookie_, sizeof cookie_) == 0;
    if (is_answer) {
        unix_us = unix_us_of(packet + kTransmitAt);
    }
    return is_answer;
}

int32_t SntpClient::finish(int32_t outcome) {
    if (is_open_) {
        udp_.stop();
    }
    is_open_ = false;
    is_sent_ = false;
    return outcome;
}
