/// `WiFiUDP` of the ESP8266's core.
#ifndef WIFIUDP_H
#define WIFIUDP_H

#include "oceanhil/station.h"
#include "oceanhil/udp_socket.h"

class WiFiUDP : public oceanhil::UdpSocket {
  public:
    WiFiUDP() : UdpSocket(oceanhil::Unread::discarded) {}

    operator bool() const { return localPort() != 0; }
    using UdpSocket::beginMulticast;
    uint8_t beginMulticast(IPAddress interfaceAddr, IPAddress multicast, uint16_t port) {
        (void)interfaceAddr;
        return beginMulticast(multicast, port);
    }
    /// Nobody is in the group.
    int beginPacketMulticast(IPAddress multicastAddress, uint16_t port, IPAddress interfaceAddress, int ttl = 1) {
        (void)interfaceAddress, (void)ttl;
        return beginPacket(multicastAddress, port);
    }
    /// Closes all that are open.
    static void stopAll();
    static void stopAllExcept(WiFiUDP* exC);
    /// To whom the datagram was sent: to the board.
    IPAddress destinationIP() const { return oceanhil::Station::own().address(); }
};

#endif
