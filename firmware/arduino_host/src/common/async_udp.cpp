// The core of the ESP8266 has none: a library there brings a class of the same name.
#if !defined(ESP8266)

#include "oceanhil/async_udp.h"

#include <lwip/igmp.h>
#include <network.h>
#include <string.h>

#include <algorithm>

#include "oceanhil/address.h"

namespace machine = oceanhil::machine;

namespace {

ip_addr_t lwip_address(const IPAddress& address) {
    ip_addr_t made = {};
    IP_ADDR4(&made, address[0], address[1], address[2], address[3]);
    return made;
}

IPAddress arduino_address(const ip_addr_t& address) {
    const ip4_addr_t& v4 = *ip_2_ip4(&address);
    return IPAddress(ip4_addr1(&v4), ip4_addr2(&v4), ip4_addr3(&v4), ip4_addr4(&v4));
}

const IPAddress kEverybody(255, 255, 255, 255);

}  // namespace

size_t AsyncUDPMessage::write(const uint8_t* data, size_t len) {
    const size_t taken = std::min(len, space());
    written_.insert(written_.end(), data, data + taken);
    return taken;
}

IPAddress AsyncUDPPacket::localIP() {
    uint8_t own[machine::kAddressBytes] = {};
    machine::station_address(own);
    return oceanhil::address_of(own);
}

uint16_t AsyncUDPPacket::localPort() { return udp_.own_port(); }
size_t AsyncUDPPacket::send(AsyncUDPMessage& message) { return write(message.data(), message.length()); }
size_t AsyncUDPPacket::write(const uint8_t* data, size_t len) { return udp_.writeTo(data, len, from_, from_port_); }

size_t AsyncUDPPacket::read(uint8_t* data, size_t len) {
    const size_t taken = std::min(len, bytes_.size() - read_);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(read_), taken, data);
    read_ += taken;
    return taken;
}

void AsyncUDP::onPacket(AuPacketHandlerFunctionWithArg cb, void* arg) {
    handler_ = [cb, arg](AsyncUDPPacket& packet) { cb(arg, packet); };
}

bool AsyncUDP::open() {
    if (pcb_ == nullptr) {
        pcb_ = udp_new();
        if (pcb_ == nullptr) {
            last_error_ = ERR_MEM;
            return false;
        }
        udp_recv(pcb_, hear, this);
    }
    return true;
}

bool AsyncUDP::listen(const IPAddress& addr, uint16_t port) {
    close();
    if (!open()) {
        return false;
    }
    const ip_addr_t own = lwip_address(addr);
    last_error_ = udp_bind(pcb_, &own, port);
    is_connected_ = last_error_ == ERR_OK;
    return is_connected_;
}

bool AsyncUDP::listenMulticast(const IPAddress& addr, uint16_t port, uint8_t ttl) {
    const ip_addr_t group = lwip_address(addr);
    if (!ip_addr_ismulticast(&group)) {
        return false;
    }
    if (!listen(IPAddress(0, 0, 0, 0), port)) {
        return false;
    }
    udp_set_multicast_ttl(pcb_, ttl);
    return true;
}

bool AsyncUDP::connect(const IPAddress& addr, uint16_t port) {
    close();
    if (!open()) {
        return false;
    }
    const ip_addr_t to = lwip_address(addr);
    last_error_ = udp_connect(pcb_, &to, port);
    is_connected_ = last_error_ == ERR_OK;
    return is_connected_;
}

void AsyncUDP::close() {
    if (pcb_ != nullptr) {
        udp_remove(pcb_);
        pcb_ = nullptr;
    }
    is_connected_ = false;
}

size_t AsyncUDP::writeTo(const uint8_t* data, size_t len, const IPAddress& addr, uint16_t port) {
    if (!open()) {
        return 0;
    }
    const size_t bytes = std::min<size_t>(len, TCP_MSS);
    pbuf* const p = pbuf_alloc(PBUF_TRANSPORT, static_cast<u16_t>(bytes), PBUF_RAM);
    if (p == nullptr) {
        last_error_ = ERR_MEM;
        return 0;
    }
    pbuf_take(p, data, static_cast<u16_t>(bytes));
    const ip_addr_t to = lwip_address(addr);
    last_error_ = udp_sendto(pcb_, p, &to, port);
    pbuf_free(p);
    return last_error_ == ERR_OK ? bytes : 0;
}

size_t AsyncUDP::sendTo(AsyncUDPMessage& message, const IPAddress& addr, uint16_t port) {
    return writeTo(message.data(), message.length(), addr, port);
}

size_t AsyncUDP::broadcastTo(uint8_t* data, size_t len, uint16_t port) { return writeTo(data, len, kEverybody, port); }

size_t AsyncUDP::broadcastTo(const char* data, uint16_t port) {
    return writeTo(reinterpret_cast<const uint8_t*>(data), strlen(data), kEverybody, port);
}

size_t AsyncUDP::broadcastTo(AsyncUDPMessage& message, uint16_t port) { return sendTo(message, kEverybody, port); }

size_t AsyncUDP::write(const uint8_t* data, size_t len) {
    return pcb_ == nullptr ? 0 : writeTo(data, len, arduino_address(pcb_->remote_ip), pcb_->remote_port);
}

IPAddress AsyncUDP::listenIP() { return pcb_ == nullptr ? IPAddress() : arduino_address(pcb_->local_ip); }

void AsyncUDP::hear(void* arg, udp_pcb*, pbuf* p, const ip_addr_t* addr, u16_t port) {
    auto& udp = *static_cast<AsyncUDP*>(arg);
    std::vector<uint8_t> bytes(p->tot_len);
    pbuf_copy_partial(p, bytes.data(), p->tot_len, 0);
    pbuf_free(p);
    if (udp.handler_) {
        AsyncUDPPacket packet(udp, bytes, arduino_address(*addr), port);
        udp.handler_(packet);
    }
}

#endif
