/// `WiFiUDP` of the ESP8266's core.
#ifndef OCEANHIL_WIFI_UDP_H
#define OCEANHIL_WIFI_UDP_H

#include "oceanhil/udp_socket.h"

class WiFiUDP : public oceanhil::UdpSocket {
  public:
    WiFiUDP() : UdpSocket(oceanhil::Unread::discarded) {}
};

#endif
