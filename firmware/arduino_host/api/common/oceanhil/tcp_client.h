/// What the TCP clients of all cores do alike. A family's `WiFiClient` says how long it waits and what is different.
///
/// Copies of a client hold the same connection, as in the cores; it ends with the last of them. Copies of a client with
/// TLS are one client in all: what one of them connects to, all of them are connected to.
#ifndef OCEANHIL_TCP_CLIENT_H
#define OCEANHIL_TCP_CLIENT_H

#include <Client.h>
#include <WString.h>

#include <memory>

#include "oceanhil/address.h"
#include "oceanhil/connection.h"

namespace oceanhil {

/// What becomes of a connection that is made after a client was copied: each copy's own, or all copies' one.
enum class Copies { apart, together };

class TcpClient : public Client {
  public:
    explicit TcpClient(Copies copies = Copies::apart) : copies_(copies), line_(std::make_shared<Line>()) {}
    TcpClient(const TcpClient& other);
    TcpClient& operator=(const TcpClient& other);
    ~TcpClient() override = default;

    using Print::write;
    int connect(IPAddress address, uint16_t port) override;
    int connect(const char* host, uint16_t port) override;
    int connect(const String& host, uint16_t port) { return connect(host.c_str(), port); }

    size_t write(uint8_t byte) override { return write(&byte, 1); }
    size_t write(const uint8_t* data, size_t bytes) override;
    /// All that a stream has now.
    size_t write(Stream& from);
    size_t write_P(PGM_P data, size_t bytes) { return write(reinterpret_cast<const uint8_t*>(data), bytes); }

    int available() override;
    int read() override;
    int read(uint8_t* data, size_t bytes) override;
    int read(char* data, size_t bytes) { return read(reinterpret_cast<uint8_t*>(data), bytes); }
    int peek() override;
    void flush() override {}
    void stop() override;
    uint8_t connected() override;
    operator bool() override { return available() > 0 || connected() != 0; }

    IPAddress remoteIP() const { return connection() == nullptr ? IPAddress() : line_->far_address; }
    uint16_t remotePort() const { return connection() == nullptr ? uint16_t{0} : line_->far_port; }
    IPAddress localIP() const;
    uint16_t localPort() const { return connection() == nullptr ? uint16_t{0} : line_->own_port; }

  protected:
    /// Opens a connection to a host whose address is known; gives its number or why there is none, see network.h.
    /// This one does it without TLS.
    virtual int32_t open(const char* host, uint16_t port);
    int32_t open(const Destination& to);
    /// How long a connection may take to stand.
    virtual uint32_t connect_ms() const = 0;
    /// What a read of many bytes gives when there are none.
    virtual int nothing_read() const { return 0; }
    Connection* connection() const { return line_->connection.get(); }
    const std::shared_ptr<Connection>& shared_connection() const { return line_->connection; }

  private:
    struct Line {
        std::shared_ptr<Connection> connection;
        IPAddress far_address;
        uint16_t far_port = 0;
        uint16_t own_port = 0;
    };

    int begin(const char* host, uint16_t port);
    std::shared_ptr<Line> copied() const;

    Copies copies_;
    std::shared_ptr<Line> line_;
};

}  // namespace oceanhil

#endif
