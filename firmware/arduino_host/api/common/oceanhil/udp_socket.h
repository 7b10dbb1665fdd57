/// What the sockets for datagrams of all cores do alike.
#ifndef OCEANHIL_UDP_SOCKET_H
#define OCEANHIL_UDP_SOCKET_H

#include <Udp.h>
#include <WString.h>
#include <stdint.h>

#include <memory>

#include "oceanhil/address.h"

#define UDP_TX_PACKET_MAX_SIZE 8192

namespace oceanhil {

/// What becomes of the rest of a datagram when the next one is asked for.
enum class Unread { discarded, read_first };

struct UdpContext;

/// A copy is of the same port, with what has arrived at it; the port is closed when the last of them lets go of it.
/// Facts: libraries/ESP8266WiFi/src/WiFiUdp.cpp of ESP8266 3.1.2, `_ctx->ref()`.
class UdpSocket : public UDP {
  public:
    explicit UdpSocket(Unread unread) : unread_(unread) {}
    UdpSocket(const UdpSocket& other);
    UdpSocket& operator=(const UdpSocket& other);
    ~UdpSocket() override;

    using Print::write;
    uint8_t begin(uint16_t port) override;
    /// Nobody sends to groups here: it listens, and hears nothing.
    uint8_t beginMulticast(IPAddress group, uint16_t port) override;
    void stop() override;

    int beginPacket(IPAddress address, uint16_t port) override;
    int beginPacket(const char* host, uint16_t port) override;
    size_t write(uint8_t byte) override { return write(&byte, 1); }
    size_t write(const uint8_t* data, size_t bytes) override;
    int endPacket() override;

    int parsePacket() override;
    int available() override;
    int read() override;
    int read(unsigned char* data, size_t bytes) override;
    int read(char* data, size_t bytes) override { return read(reinterpret_cast<unsigned char*>(data), bytes); }
    int peek() override;
    /// Forgets the rest of the datagram.
    void flush() override;

    IPAddress remoteIP() override;
    uint16_t remotePort() override;
    uint16_t localPort() const;

  protected:
    /// All that are open, but for one.
    static void stop_all(const UdpSocket* except);

  private:
    /// Tells whether a port was free.
    bool open(uint16_t port);
    void remember();

    Unread unread_;
    std::shared_ptr<UdpContext> context_;
};

}  // namespace oceanhil

#endif
