#include "oceanhil/lwip_client.h"

#include <algorithm>

#include "oceanhil/patience.h"

namespace oceanhil {

namespace {

// tcp_state of lwIP's tcpbase.h.
constexpr uint8_t kClosed = 0;
constexpr uint8_t kEstablished = 4;
constexpr uint8_t kCloseWait = 7;

}  // namespace

bool LwipClient::flush(unsigned int maxWaitMs) {
    (void)maxWaitMs;
    return true;
}

bool LwipClient::stop(unsigned int maxWaitMs) {
    const bool is_flushed = flush(maxWaitMs);
    stop();
    return is_flushed;
}

uint8_t LwipClient::connected() {
    return connection() == nullptr || connection()->is_reset() ? uint8_t{0} : TcpClient::connected();
}

uint8_t LwipClient::status() {
    if (connection() == nullptr || connection()->is_reset()) {
        return kClosed;
    }
    return connection()->is_open() ? kEstablished : kCloseWait;
}

size_t LwipClient::peekBytes(uint8_t* buffer, size_t length) {
    const Patience patience(getTimeout());
    while (static_cast<size_t>(available()) < length && patience.lasts()) {
    }
    const size_t there = std::min(length, static_cast<size_t>(available()));
    return connection() == nullptr ? 0 : connection()->peek(buffer, there);
}

void LwipClient::keepAlive(uint16_t idle_sec, uint16_t intv_sec, uint8_t count) {
    keep_alive_ = {idle_sec, intv_sec, count};
}

}  // namespace oceanhil
