#include "agent/agent.h"

namespace oceanremote {

namespace {

constexpr int64_t kLastExchange = 9999;
constexpr int64_t kMostParts = 64;
constexpr int64_t kUint32Most = 0xFFFFFFFF;

}  // namespace

Agent::Answer Agent::bridge_said(Bridge::Taken taken) {
    switch (taken) {
        case Bridge::Taken::kNoExchange:
            return refuse("no-exchange", "no such exchange is under way");
        case Bridge::Taken::kOutOfRange:
            return refuse("out-of-range", "part, expected one of the count of parts");
        case Bridge::Taken::kOutOfOrder:
            return refuse("bad-argument", "part, expected the one after the last");
        case Bridge::Taken::kWrongCrc:
            return refuse("bad-argument", "the parts have another CRC-32, send all of them again");
        case Bridge::Taken::kNoMessage:
            return refuse("bad-argument", "the parts are no answer");
        default:
            return Answer::kDone;
    }
}

Agent::Answer Agent::http_answer() {
    int64_t exchange = 0;
    int64_t part = 0;
    int64_t parts = 0;
    int64_t crc = 0;
    View data;
    Found found = number_argument(0, 1, kLastExchange, exchange);
    found = found == Found::kGood ? number_argument(1, 1, kMostParts, part) : found;
    found = found == Found::kGood ? number_argument(2, 1, kMostParts, parts) : found;
    found = found == Found::kGood ? number_argument(3, 0, kUint32Most, crc) : found;
    found = found == Found::kGood ? data_argument(4, 1, kDataBytes, data) : found;
    if (found != Found::kGood) {
        return refuse(found, "exchange, part, parts, crc32 and 1 to 256 bytes");
    }
    return bridge_said(
        bridge_.take({static_cast<uint32_t>(exchange), static_cast<uint32_t>(part), static_cast<uint32_t>(parts),
                      static_cast<uint32_t>(crc), reinterpret_cast<const uint8_t*>(data.data), data.bytes}));
}

Agent::Answer Agent::http_fail() {
    constexpr struct {
        const char* word;
        int32_t failure;
    } kFailures[] = {
        {"-1", OR_HTTP_REFUSED},
        {"-4", OR_HTTP_NOT_CONNECTED},
        {"-5", OR_HTTP_CONNECTION_LOST},
        {"-11", OR_HTTP_TIMEOUT},
    };
    int64_t exchange = 0;
    const Found found = number_argument(0, 1, kLastExchange, exchange);
    if (found != Found::kGood) {
        return refuse(found, "exchange, expected 1 to 9999");
    }
    for (const auto& each : kFailures) {
        if (same(argument(1), view(each.word))) {
            return bridge_said(bridge_.fail(static_cast<uint32_t>(exchange), each.failure));
        }
    }
    return refuse("bad-argument", "failure, expected -1, -4, -5 or -11");
}

Agent::Answer Agent::http_resend() {
    int64_t exchange = 0;
    int64_t part = 0;
    Found found = number_argument(0, 1, kLastExchange, exchange);
    found = found == Found::kGood ? number_argument(1, 1, kMostParts, part) : found;
    if (found != Found::kGood) {
        return refuse(found, "exchange and part");
    }
    return bridge_said(bridge_.resend(static_cast<uint32_t>(exchange), static_cast<uint32_t>(part)));
}

}  // namespace oceanremote
