#include "lwip_socket_table.h"

#include "oceanhil/tcp_habits.h"

namespace machine = oceanhil::machine;

namespace oceanhil::sockets {

namespace {

Socket* table[tcp::kMostConnections];

/// Whether nobody has the number; that of a client whose connection is gone is anybody's.
bool is_free(const Socket* socket) {
    return socket == nullptr || (socket->is_of_client && socket->connection.expired());
}

}  // namespace

Waiting* first_waiting = nullptr;

bool Socket::is_readable() const {
    if (is_of_client) {
        const auto open = connection.lock();
        return open != nullptr && (open->available() > 0 || !open->is_open());
    }
    if (is_stream()) {
        return !arrived.empty() || stage == Stage::ended || stage == Stage::failed;
    }
    return !datagrams.empty();
}

size_t Socket::arrived_bytes() const {
    if (is_of_client) {
        const auto open = connection.lock();
        return open == nullptr ? 0 : static_cast<size_t>(open->available());
    }
    size_t bytes = arrived.size();
    for (const HeardDatagram& each : datagrams) {
        bytes += each.data.size();
    }
    return bytes;
}

bool Socket::is_writable() const {
    if (is_of_client) {
        return true;
    }
    if (is_stream()) {
        return stage == Stage::failed || ((stage == Stage::connected || stage == Stage::ended) && tcp->snd_buf > 0);
    }
    return true;
}

Socket* find(int number) {
    const int at = number - LWIP_SOCKET_OFFSET;
    if (at < 0 || at >= static_cast<int>(tcp::kMostConnections) || is_free(table[at])) {
        errno = EBADF;
        return nullptr;
    }
    return table[at];
}

int add(int type) {
    for (size_t at = 0; at < tcp::kMostConnections; ++at) {
        if (is_free(table[at])) {
            delete table[at];
            table[at] = new Socket();
            table[at]->type = type;
            return LWIP_SOCKET_OFFSET + static_cast<int>(at);
        }
    }
    errno = ENFILE;
    return -1;
}

int add(const std::shared_ptr<Connection>& connection) {
    for (size_t at = 0; at < tcp::kMostConnections; ++at) {
        if (table[at] != nullptr && table[at]->is_of_client && table[at]->connection.lock() == connection) {
            return LWIP_SOCKET_OFFSET + static_cast<int>(at);
        }
    }
    const int number = add(SOCK_STREAM);
    if (number >= 0) {
        Socket& added = *table[number - LWIP_SOCKET_OFFSET];
        added.is_of_client = true;
        added.connection = connection;
        added.stage = Stage::connected;
    }
    return number;
}

void remove(int number) {
    Socket*& removed = table[number - LWIP_SOCKET_OFFSET];
    delete removed;
    removed = nullptr;
}

void tell() {
    // Whoever is woken leaves the list only when it runs.
    for (const Waiting* each = first_waiting; each != nullptr; each = each->next) {
        machine::task_wake(each->task);
    }
}

int fail(err_t error) {
    constexpr int kNumbers[] = {0,          ENOMEM,    ENOBUFS, EWOULDBLOCK, EHOSTUNREACH, EINPROGRESS,
                                EINVAL,     EWOULDBLOCK, EADDRINUSE, EALREADY, EISCONN,    ENOTCONN,
                                EIO,        ECONNABORTED, ECONNRESET, ENOTCONN, EIO};
    errno = kNumbers[-error];
    return -1;
}

}  // namespace oceanhil::sockets
