#include "oceanhil/connection.h"

#include <utility>

#include "measures.h"
#include "oceanhil/network_stack.h"
#include "oceanhil/tcp_habits.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

// Those that nobody has closed, whether their far end is still there or not.
size_t open_connections = 0;

}  // namespace

Connection::Connection(int32_t number, TlsRecords records) : number_(number), records_(std::move(records)) {
    ++open_connections;
}

std::shared_ptr<Connection> Connection::open(const Destination& to, int32_t& outcome) {
    // Whoever forgets connections has none left one day.
    if (open_connections >= tcp::kMostConnections) {
        outcome = machine::kRefused;
        return nullptr;
    }
    need_network_stack();
    TlsRecords records;
    if (to.security != machine::Security::none && !records.take()) {
        machine::tell_measures();
        outcome = machine::kNoMemory;
        return nullptr;
    }
    outcome = machine::tcp_open(to.host, to.port, to.security, to.connect_ms, to.handshake_ms);
    if (outcome <= 0) {
        return nullptr;
    }
    return std::make_shared<Connection>(outcome, std::move(records));
}

int Connection::peek() const {
    uint8_t next = 0;
    return machine::tcp_read(number_, &next, sizeof next, true) == sizeof next ? next : -1;
}

void Connection::close() {
    if (number_ == kClosed) {
        return;
    }
    machine::tcp_close(number_);
    number_ = kClosed;
    records_.give_back();
    --open_connections;
}

}  // namespace oceanhil
