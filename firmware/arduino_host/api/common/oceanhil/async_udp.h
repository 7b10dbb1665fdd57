/// `AsyncUDP` of arduino-esp32 3.x and arduino-pico 5.x: datagrams for those who do not wait. Facts:
/// libraries/AsyncUDP/src/AsyncUDP.h of both.
///
/// Differs: packets are handed over in lwIP's task, not in one of its own; only time servers answer, and nobody is in a
/// group. Missing: IPv6, interfaces, the MAC of the far end.
#ifndef OCEANHIL_ASYNC_UDP_H
#define OCEANHIL_ASYNC_UDP_H

#include <IPAddress.h>
#include <Print.h>
#include <Stream.h>
#include <lwip/udp.h>
#include <stddef.h>
#include <stdint.h>

#include <functional>
#include <vector>

class AsyncUDP;

/// A datagram that is being written; what does not fit is not taken.
class AsyncUDPMessage : public Print {
  public:
    explicit AsyncUDPMessage(size_t size = TCP_MSS) : room_(size > TCP_MSS ? TCP_MSS : size) {}
    using Print::write;
    size_t write(const uint8_t* data, size_t len) override;
    size_t write(uint8_t data) override { return write(&data, 1); }
    size_t space() { return room_ - written_.size(); }
    uint8_t* data() { return written_.data(); }
    size_t length() { return written_.size(); }
    void flush() { written_.clear(); }
    operator bool() { return room_ > 0; }

  private:
    size_t room_;
    std::vector<uint8_t> written_;
};

/// A datagram that has arrived, for as long as it is handed over.
class AsyncUDPPacket : public Stream {
  public:
    AsyncUDPPacket(AsyncUDP& udp, const std::vector<uint8_t>& bytes, const IPAddress& from, uint16_t port)
        : udp_(udp), bytes_(bytes), from_(from), from_port_(port) {}

    uint8_t* data() { return bytes_.data(); }
    size_t length() { return bytes_.size(); }
    // It came to the address of the board.
    bool isBroadcast() { return false; }
    bool isMulticast() { return false; }
    bool isIPv6() { return false; }
    IPAddress localIP();
    uint16_t localPort();
    IPAddress remoteIP() { return from_; }
    uint16_t remotePort() { return from_port_; }

    size_t send(AsyncUDPMessage& message);
    int available() override { return static_cast<int>(bytes_.size() - read_); }
    int read() override { return available() > 0 ? bytes_[read_++] : -1; }
    size_t read(uint8_t* data, size_t len);
    int peek() override { return available() > 0 ? bytes_[read_] : -1; }
    void flush() override {}
    using Print::write;
    /// Back to who sent it.
    size_t write(const uint8_t* data, size_t len) override;
    size_t write(uint8_t data) override { return write(&data, 1); }

  private:
    AsyncUDP& udp_;
    std::vector<uint8_t> bytes_;
    IPAddress from_;
    uint16_t from_port_;
    size_t read_ = 0;
};

using AuPacketHandlerFunction = std::function<void(AsyncUDPPacket& packet)>;
using AuPacketHandlerFunctionWithArg = std::function<void(void* arg, AsyncUDPPacket& packet)>;

class AsyncUDP : public Print {
  public:
    AsyncUDP() = default;
    AsyncUDP(const AsyncUDP&) = delete;
    AsyncUDP& operator=(const AsyncUDP&) = delete;
    virtual ~AsyncUDP() { close(); }

    void onPacket(AuPacketHandlerFunctionWithArg cb, void* arg = nullptr);
    void onPacket(AuPacketHandlerFunction cb) { handler_ = cb; }

    bool listen(const IPAddress& addr, uint16_t port);
    bool listen(uint16_t port) { return listen(IPAddress(0, 0, 0, 0), port); }
    /// False for an address that is none of a group.
    bool listenMulticast(const IPAddress& addr, uint16_t port, uint8_t ttl = 1);
    bool connect(const IPAddress& addr, uint16_t port);
    void close();

    /// Give how many bytes were sent, 0 if they could not be.
    size_t writeTo(const uint8_t* data, size_t len, const IPAddress& addr, uint16_t port);
    size_t sendTo(AsyncUDPMessage& message, const IPAddress& addr, uint16_t port);
    size_t broadcastTo(uint8_t* data, size_t len, uint16_t port);
    size_t broadcastTo(const char* data, uint16_t port);
    size_t broadcastTo(AsyncUDPMessage& message, uint16_t port);
    size_t broadcast(uint8_t* data, size_t len) { return broadcastTo(data, len, own_port()); }
    size_t broadcast(const char* data) { return broadcastTo(data, own_port()); }
    size_t broadcast(AsyncUDPMessage& message) { return broadcastTo(message, own_port()); }
    size_t send(AsyncUDPMessage& message) { return write(message.data(), message.length()); }
    using Print::write;
    /// Where it is connected to.
    size_t write(const uint8_t* data, size_t len) override;
    size_t write(uint8_t data) override { return write(&data, 1); }

    IPAddress listenIP();
    bool connected() { return pcb_ != nullptr && is_connected_; }
    err_t lastErr() { return last_error_; }
    operator bool() { return connected(); }

  private:
    friend class AsyncUDPPacket;

    bool open();
    uint16_t own_port() const { return pcb_ == nullptr ? uint16_t{0} : pcb_->local_port; }
    static void hear(void* arg, udp_pcb* pcb, pbuf* p, const ip_addr_t* addr, u16_t port);

    udp_pcb* pcb_ = nullptr;
    bool is_connected_ = false;
    err_t last_error_ = ERR_OK;
    AuPacketHandlerFunction handler_;
};

#endif
