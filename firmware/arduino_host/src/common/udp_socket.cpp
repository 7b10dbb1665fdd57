#include "oceanhil/udp_socket.h"

#include <Arduino.h>
#include <network.h>
#include <string.h>

#include <algorithm>
#include <vector>

#include "oceanhil/network_stack.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

/// An open port, and what its sockets have in common: a datagram that is being written, and the one that came last.
struct UdpContext {
    explicit UdpContext(uint16_t opened) : port(opened) {}
    UdpContext(const UdpContext&) = delete;
    UdpContext& operator=(const UdpContext&) = delete;
    ~UdpContext() { machine::udp_close(port); }

    uint16_t port;
    String to;
    uint16_t to_port = 0;
    std::vector<uint8_t> leaving;
    std::vector<uint8_t> arrived;
    size_t read = 0;
    IPAddress from;
    uint16_t from_port = 0;
};

namespace {

std::vector<UdpSocket*>& open_sockets() {
    static std::vector<UdpSocket*> all;
    return all;
}

}  // namespace

UdpSocket::UdpSocket(const UdpSocket& other) : UDP(other), unread_(other.unread_), context_(other.context_) {
    remember();
}

UdpSocket& UdpSocket::operator=(const UdpSocket& other) {
    context_ = other.context_;
    remember();
    return *this;
}

UdpSocket::~UdpSocket() { UdpSocket::stop(); }

void UdpSocket::stop_all(const UdpSocket* except) {
    const std::vector<UdpSocket*> all = open_sockets();
    for (UdpSocket* const each : all) {
        if (each != except) {
            each->stop();
        }
    }
}

void UdpSocket::remember() {
    auto& all = open_sockets();
    all.erase(std::remove(all.begin(), all.end(), this), all.end());
    if (context_ != nullptr) {
        all.push_back(this);
    }
}

bool UdpSocket::open(uint16_t port) {
    const uint16_t opened = machine::udp_open(port);
    context_ = opened == 0 ? nullptr : std::make_shared<UdpContext>(opened);
    remember();
    return opened != 0;
}

uint8_t UdpSocket::begin(uint16_t port) {
    stop();
    need_network_stack();
    return open(port) ? 1 : 0;
}

uint8_t UdpSocket::beginMulticast(IPAddress group, uint16_t port) {
    (void)group;
    return begin(port);
}

void UdpSocket::stop() {
    context_.reset();
    remember();
}

int UdpSocket::beginPacket(IPAddress address, uint16_t port) { return beginPacket(dotted(address).c_str(), port); }

int UdpSocket::beginPacket(const char* host, uint16_t port) {
    IPAddress address;
    if (!is_dotted(host) && !find_address(host, address)) {
        return 0;
    }
    need_network_stack();
    // Whoever only sends gets a port, too.
    if (context_ == nullptr && !open(0)) {
        return 0;
    }
    context_->to = host;
    context_->to_port = port;
    context_->leaving.clear();
    return 1;
}

size_t UdpSocket::write(const uint8_t* data, size_t bytes) {
    if (context_ != nullptr) {
        context_->leaving.insert(context_->leaving.end(), data, data + bytes);
    }
    return bytes;
}

int UdpSocket::endPacket() {
    if (context_ == nullptr) {
        return 0;
    }
    UdpContext& sent = *context_;
    const bool is_sent =
        machine::udp_send(sent.port, sent.to.c_str(), sent.to_port, sent.leaving.data(), sent.leaving.size());
    sent.leaving.clear();
    return is_sent ? 1 : 0;
}

int UdpSocket::parsePacket() {
    if (unread_ == Unread::read_first && available() > 0) {
        return 0;
    }
    flush();
    machine::Datagram datagram;
    if (context_ == nullptr || !machine::udp_next(context_->port, datagram)) {
#ifdef ESP8266
        constexpr uint32_t kTurnUs = 100;
        optimistic_yield(kTurnUs);
#endif
        return 0;
    }
    context_->arrived.assign(datagram.data, datagram.data + datagram.bytes);
    context_->read = 0;
    context_->from = address_of(datagram.address);
    context_->from_port = datagram.port;
    return available();
}

int UdpSocket::available() {
    return context_ == nullptr ? 0 : static_cast<int>(context_->arrived.size() - context_->read);
}

int UdpSocket::read() {
    unsigned char byte = 0;
    return read(&byte, 1) == 1 ? byte : -1;
}

int UdpSocket::read(unsigned char* data, size_t bytes) {
    const size_t taken = std::min(bytes, static_cast<size_t>(available()));
    if (taken != 0) {
        std::copy_n(context_->arrived.begin() + static_cast<std::ptrdiff_t>(context_->read), taken, data);
        context_->read += taken;
    }
    return static_cast<int>(taken);
}

int UdpSocket::peek() { return available() > 0 ? context_->arrived[context_->read] : -1; }

void UdpSocket::flush() {
    if (context_ != nullptr) {
        context_->read = context_->arrived.size();
    }
}

IPAddress UdpSocket::remoteIP() { return context_ == nullptr ? IPAddress() : context_->from; }

uint16_t UdpSocket::remotePort() { return context_ == nullptr ? 0 : context_->from_port; }

uint16_t UdpSocket::localPort() const { return context_ == nullptr ? 0 : context_->port; }

}  // namespace oceanhil
