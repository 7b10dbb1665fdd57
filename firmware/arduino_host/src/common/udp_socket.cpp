#include "oceanhil/udp_socket.h"

#include <Arduino.h>
#include <network.h>
#include <string.h>

#include <algorithm>

#include "oceanhil/network_stack.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

std::vector<UdpSocket*>& open_sockets() {
    static std::vector<UdpSocket*> all;
    return all;
}

}  // namespace

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
    if (port_ != 0) {
        all.push_back(this);
    }
}

uint8_t UdpSocket::begin(uint16_t port) {
    stop();
    need_network_stack();
    port_ = machine::udp_open(port);
    remember();
    return port_ != 0 ? 1 : 0;
}

uint8_t UdpSocket::beginMulticast(IPAddress group, uint16_t port) {
    (void)group;
    return begin(port);
}

void UdpSocket::stop() {
    if (port_ != 0) {
        machine::udp_close(port_);
        port_ = 0;
        remember();
    }
    arrived_.clear();
    leaving_.clear();
    read_ = 0;
}

int UdpSocket::beginPacket(IPAddress address, uint16_t port) { return beginPacket(dotted(address).c_str(), port); }

int UdpSocket::beginPacket(const char* host, uint16_t port) {
    IPAddress address;
    if (!is_dotted(host) && !find_address(host, address)) {
        return 0;
    }
    need_network_stack();
    // Whoever only sends gets a port, too.
    port_ = port_ == 0 ? machine::udp_open(0) : port_;
    remember();
    to_ = host;
    to_port_ = port;
    leaving_.clear();
    return 1;
}

size_t UdpSocket::write(const uint8_t* data, size_t bytes) {
    leaving_.insert(leaving_.end(), data, data + bytes);
    return bytes;
}

int UdpSocket::endPacket() {
    const bool is_sent = machine::udp_send(port_, to_.c_str(), to_port_, leaving_.data(), leaving_.size());
    leaving_.clear();
    return is_sent ? 1 : 0;
}

int UdpSocket::parsePacket() {
    if (unread_ == Unread::read_first && available() > 0) {
        return 0;
    }
    flush();
    machine::Datagram datagram;
    if (port_ == 0 || !machine::udp_next(port_, datagram)) {
#ifdef ESP8266
        constexpr uint32_t kTurnUs = 100;
        optimistic_yield(kTurnUs);
#endif
        return 0;
    }
    arrived_.assign(datagram.data, datagram.data + datagram.bytes);
    read_ = 0;
    from_ = address_of(datagram.address);
    from_port_ = datagram.port;
    return available();
}

int UdpSocket::read() {
    unsigned char byte = 0;
    return read(&byte, 1) == 1 ? byte : -1;
}

int UdpSocket::read(unsigned char* data, size_t bytes) {
    const size_t taken = std::min(bytes, arrived_.size() - read_);
    std::copy_n(arrived_.begin() + static_cast<std::ptrdiff_t>(read_), taken, data);
    read_ += taken;
    return static_cast<int>(taken);
}

}  // namespace oceanhil
