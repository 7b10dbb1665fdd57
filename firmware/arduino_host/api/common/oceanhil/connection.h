/// A TCP connection of a sketch: it ends when the last client that holds it lets go of it.
#ifndef OCEANHIL_CONNECTION_H
#define OCEANHIL_CONNECTION_H

#include <machine/network.h>
#include <stddef.h>
#include <stdint.h>

#include <memory>

#include "oceanhil/tls_records.h"

namespace oceanhil {

/// Where a connection shall go, and how long the board waits for it.
struct Destination {
    const char* host;
    uint16_t port;
    machine::Security security;
    uint32_t connect_ms;
    uint32_t handshake_ms;
};

class Connection {
  public:
    /// Waits for a connection. Gives none if there is none; `outcome` is then why, one of network.h.
    static std::shared_ptr<Connection> open(const Destination& to, int32_t& outcome);

    explicit Connection(int32_t number, TlsRecords records = TlsRecords());
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { close(); }

    size_t available() const { return machine::tcp_available(number_); }
    size_t read(uint8_t* data, size_t bytes) { return machine::tcp_read(number_, data, bytes); }
    /// Gives the next byte and leaves it there, -1 if there is none.
    int peek() const;
    size_t peek(uint8_t* data, size_t bytes) const { return machine::tcp_read(number_, data, bytes, true); }
    bool send(const uint8_t* data, size_t bytes) { return machine::tcp_send(number_, data, bytes); }
    /// False once either end has hung up or the network is gone.
    bool is_open() const { return machine::tcp_is_open(number_); }
    /// Whether the far end has ended it out of order.
    bool is_reset() const { return machine::tcp_is_reset(number_); }
    /// Hangs up; what has arrived is gone, too.
    void close();

  private:
    static constexpr int32_t kClosed = 0;

    int32_t number_;
    TlsRecords records_;
};

}  // namespace oceanhil

#endif
