/// `NetworkUDP` of arduino-esp32 3.x, which sketches call `WiFiUDP`.
#ifndef OCEANHIL_NETWORK_UDP_H
#define OCEANHIL_NETWORK_UDP_H

#include "Arduino.h"
#include "oceanhil/udp_socket.h"

class NetworkUDP : public oceanhil::UdpSocket {
  public:
    /// A datagram is read to its end before the next one is seen.
    NetworkUDP() : UdpSocket(oceanhil::Unread::read_first) {}

    using UdpSocket::begin;
    /// At one address of the board's own; it has one.
    uint8_t begin(IPAddress address, uint16_t port) { return (void)address, begin(port); }
    uint8_t beginMulticast(IPAddress group, uint16_t port) override {
        constexpr uint8_t kFirstOfGroups = 224;
        constexpr uint8_t kLastOfGroups = 239;
        if (group[0] < kFirstOfGroups || group[0] > kLastOfGroups) {
            return 0;
        }
        group_ = group;
        group_port_ = port;
        return UdpSocket::beginMulticast(group, port);
    }
    using UdpSocket::beginPacket;
    /// To whom the last one came from; 0 where none came.
    int beginPacket();
    /// To the group that it is in; 0 where it is in none.
    int beginMulticastPacket();
    void clear() { flush(); }

  private:
    IPAddress group_;
    uint16_t group_port_ = 0;
};

#endif
