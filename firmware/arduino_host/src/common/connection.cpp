#include "oceanhil/connection.h"

namespace oceanhil {

std::shared_ptr<Connection> Connection::open(const Destination& to, int32_t& outcome) {
    outcome = machine::tcp_open(to.host, to.port, to.security, to.connect_ms, to.handshake_ms);
    if (outcome <= 0) {
        return nullptr;
    }
    return std::make_shared<Connection>(outcome);
}

int Connection::peek() const {
    uint8_t next = 0;
    return machine::tcp_read(number_, &next, sizeof next, true) == sizeof next ? next : -1;
}

void Connection::close() { machine::tcp_close(number_); }

}  // namespace oceanhil
