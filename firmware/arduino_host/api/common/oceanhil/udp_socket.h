/// What the sockets for datagrams of all cores do alike.
#ifndef OCEANHIL_UDP_SOCKET_H
#define OCEANHIL_UDP_SOCKET_H

#include <Udp.h>
#include <WString.h>
#include <stdint.h>

#include <vector>

#include "oceanhil/address.h"

#define UDP_TX_PACKET_MAX_SIZE 8192

namespace oceanhil {

/// What becomes of the rest of a datagram when the next one is asked for.
enum class Unread { discarded, read_first };

class UdpSocket : public UDP {
  public:
    explicit UdpSocket(Unread unread) : unread_(unread) {}
    UdpSocket(const UdpSocket&) = delete;
    UdpSocket& operator=(const UdpSocket&) = delete;
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
    int available() override { return static_cast<int>(arrived_.size() - read_); }
    int read() override;
    int read(unsigned char* data, size_t bytes) override;
    int read(char* data, size_t bytes) override { return read(reinterpret_cast<unsigned char*>(data), bytes); }
    int peek() override { return available() > 0 ? arrived_[read_] : -1; }
    /// Forgets the rest of the datagram.
    void flush() override { read_ = arrived_.size(); }

    IPAddress remoteIP() override { return from_; }
    uint16_t remotePort() override { return from_port_; }
    uint16_t localPort() const { return port_; }

  protected:
    /// All that are open, but for one.
    static void stop_all(const UdpSocket* except);

  private:
    void remember();


    Unread unread_;
    uint16_t port_ = 0;
    String to_;
    uint16_t to_port_ = 0;
    std::vector<uint8_t> leaving_;
    std::vector<uint8_t> arrived_;
    size_t read_ = 0;
    IPAddress from_;
    uint16_t from_port_ = 0;
};

}  // namespace oceanhil

#endif
