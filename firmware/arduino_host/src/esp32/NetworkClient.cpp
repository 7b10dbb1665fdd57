#include <NetworkClient.h>

#include <algorithm>

#include "lwip_socket_table.h"

namespace {

// The client fetches up to so much at once.
constexpr size_t kBufferBytes = 1436;

}  // namespace

int NetworkClient::connect(IPAddress ip, uint16_t port, int32_t timeout_ms) {
    patience_ms_ = static_cast<uint32_t>(timeout_ms);
    return connect(ip, port);
}

int NetworkClient::connect(const char* host, uint16_t port, int32_t timeout_ms) {
    patience_ms_ = static_cast<uint32_t>(timeout_ms);
    return connect(host, port);
}

int NetworkClient::read(uint8_t* data, size_t bytes) {
    if (fetched_ == 0) {
        fetched_ = std::min(static_cast<size_t>(available()), kBufferBytes);
    }
    const int taken = TcpClient::read(data, bytes);
    fetched_ -= std::min(fetched_, static_cast<size_t>(std::max(taken, 0)));
    return taken;
}

void NetworkClient::stop() {
    fetched_ = 0;
    TcpClient::stop();
}

// Once the far end has hung up, only what is still with lwIP counts: a client that has fetched the rest already is no
// longer connected, though there is something to read.
uint8_t NetworkClient::connected() {
    const auto* const open = connection();
    return open != nullptr && (open->is_open() || open->available() > fetched_) ? 1 : 0;
}

void NetworkClient::clear() {
    while (available() > 0) {
        read();
    }
}

int NetworkClient::setSocketOption(int level, int option, const void* value, size_t len) {
    (void)level, (void)option, (void)len;
    return connection() == nullptr || value == nullptr ? -1 : 0;
}

int NetworkClient::getSocketOption(int level, int option, const void* value, size_t size) {
    const int number = value == nullptr ? -1 : fd();
    auto bytes = static_cast<socklen_t>(size);
    return number < 0 ? -1 : lwip_getsockopt(number, level, option, const_cast<void*>(value), &bytes);
}

int NetworkClient::fd() const {
    return connection() == nullptr ? -1 : oceanhil::sockets::add(shared_connection());
}

int NetworkClient::setNoDelay(bool nodelay) {
    is_prompt_ = nodelay;
    return connection() == nullptr ? -1 : 0;
}
