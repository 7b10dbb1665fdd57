#include <string.h>

#include <algorithm>

#include "board_time.h"
#include "host_memory.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "measures.h"
#include "network.h"

namespace machine {

namespace {

constexpr uint16_t kTimePort = 123;
constexpr uint16_t kFirstFreePort = 49152;

struct Connection {
    host::Deque<uint8_t> arrived;
    bool is_open = true;
    bool is_reset = false;
};

struct Arrived {
    uint8_t address[kAddressBytes];
    host::Vector<uint8_t> data;
};

struct Port {
    host::Deque<Arrived> arrived;
    Arrived current;
};

/// Of a name that the board's stack keeps.
struct Address {
    uint8_t bytes[kAddressBytes];
};

host::Map<int32_t, Connection> connections;
host::Map<host::Vector<char>, Address> kept_names;
bool are_names_usual = false;
host::Map<uint16_t, Port> ports;
uint16_t next_port = kFirstFreePort;
void (*arrivals_listener)(void*) = nullptr;
void* arrivals_context = nullptr;

void tell_arrival() {
    if (arrivals_listener != nullptr) {
        arrivals_listener(arrivals_context);
    }
}

int32_t number_of(const uint8_t* data) {
    int32_t number = 0;
    memcpy(&number, data, sizeof number);
    return number;
}

Connection* find(int32_t connection) {
    const auto found = connections.find(connection);
    return found == connections.end() ? nullptr : &found->second;
}

}  // namespace

namespace inbox {

void take_names(bool are_usual) { are_names_usual = are_usual; }

void take_no_network() { tell_arrival(); }

void take_segment(const uint8_t* data, size_t size) {
    if (Connection* const connection = find(number_of(data))) {
        connection->arrived.insert(connection->arrived.end(), data + sizeof(int32_t), data + size);
        tell_arrival();
    }
}

void take_closing(const uint8_t* data, size_t size) {
    if (Connection* const connection = find(number_of(data))) {
        connection->is_open = false;
        connection->is_reset = size > sizeof(int32_t) && data[sizeof(int32_t)] != 0;
        tell_arrival();
    }
}

void take_datagram(const uint8_t* data, size_t size) {
    uint16_t port = 0;
    memcpy(&port, data, sizeof port);
    const auto found = ports.find(port);
    if (found != ports.end()) {
        Arrived arrived = {};
        memcpy(arrived.address, data + sizeof port, kAddressBytes);
        arrived.data.assign(data + sizeof port + kAddressBytes, data + size);
        found->second.arrived.push_back(arrived);
        tell_arrival();
    }
}

}  // namespace inbox

int32_t resolve(const char* host, uint8_t address[4]) {
    const host::Vector<char> name(host, host + strlen(host));
    settle();
    // What was kept takes no time, and up to the horizon it stays as it is.
    const auto kept = kept_names.find(name);
    if (kept != kept_names.end() && are_names_usual && inbox::has_radio()) {
        be_busy();
        memcpy(address, kept->second.bytes, kAddressBytes);
        return 0;
    }
    const link::Answer answer = link::ask(link::Ask::resolve, present_us(), {{name.data(), name.size()}});
    if (answer.status == 0) {
        memcpy(address, answer.data, kAddressBytes);
        if (answer.data[kAddressBytes] != 0) {
            memcpy(kept_names[name].bytes, address, kAddressBytes);
        }
    }
    return answer.status;
}

int32_t tcp_open(const char* host, uint16_t port, Security security, uint32_t timeout_ms, uint32_t handshake_ms) {
    const auto secured = static_cast<uint8_t>(security);
    const link::Answer answer = link::ask(link::Ask::tcp_open, present_us(),
                                          {{&timeout_ms, sizeof timeout_ms},
                                           {&handshake_ms, sizeof handshake_ms},
                                           {&port, sizeof port},
                                           {&secured, sizeof secured},
                                           {host, strlen(host)}});
    if (answer.status > 0) {
        connections[answer.status];
    }
    return answer.status;
}

bool tcp_send(int32_t connection, const uint8_t* data, size_t bytes) {
    const Connection* found = find(connection);
    if (found == nullptr || !found->is_open) {
        return false;
    }
    tell_measures();
    // Up to the horizon nobody knows more of the connection than is known here.
    settle();
    link::note(link::Note::tcp_send, present_us(), {{&connection, sizeof connection}, {data, bytes}});
    expect_echo();
    found = find(connection);
    return found != nullptr && found->is_open && inbox::has_radio();
}

size_t tcp_available(int32_t connection) {
    micros();
    const Connection* const found = find(connection);
    return found == nullptr ? 0 : found->arrived.size();
}

size_t tcp_read(int32_t connection, uint8_t* data, size_t bytes, bool is_kept) {
    Connection* const found = find(connection);
    if (found == nullptr) {
        return 0;
    }
    auto& arrived = found->arrived;
    const size_t taken = std::min(bytes, arrived.size());
    const auto end = arrived.begin() + static_cast<std::ptrdiff_t>(taken);
    std::copy(arrived.begin(), end, data);
    if (!is_kept && taken > 0) {
        arrived.erase(arrived.begin(), end);
        be_given();
    }
    return taken;
}

bool tcp_is_open(int32_t connection) {
    const Connection* const found = find(connection);
    return found != nullptr && found->is_open && station_state() == Station::connected;
}

bool tcp_is_reset(int32_t connection) {
    const Connection* const found = find(connection);
    return found != nullptr && found->is_reset;
}

void tcp_close(int32_t connection) {
    if (connections.erase(connection) != 0) {
        link::note(link::Note::tcp_close, present_us(), {{&connection, sizeof connection}});
    }
}

void arrivals_listen(void (*serve)(void*), void* context) {
    arrivals_listener = serve;
    arrivals_context = context;
}

uint16_t udp_open(uint16_t port) {
    const uint16_t wanted = port == 0 ? next_port++ : port;
    return ports.emplace(wanted, Port()).second ? wanted : 0;
}

void udp_close(uint16_t port) { ports.erase(port); }

bool udp_send(uint16_t port, const char* host, uint16_t far_port, const uint8_t* data, size_t bytes) {
    const auto host_bytes = static_cast<uint8_t>(std::min<size_t>(strlen(host), UINT8_MAX));
    return link::ask(link::Ask::udp_send, present_us(),
                     {{&port, sizeof port},
                      {&far_port, sizeof far_port},
                      {&host_bytes, sizeof host_bytes},
                      {host, host_bytes},
                      {data, bytes}})
               .status == 0;
}

bool udp_next(uint16_t port, Datagram& datagram) {
    micros();
    const auto found = ports.find(port);
    if (found == ports.end() || found->second.arrived.empty()) {
        return false;
    }
    Port& at = found->second;
    at.current = at.arrived.front();
    at.arrived.pop_front();
    memcpy(datagram.address, at.current.address, kAddressBytes);
    // Nobody but time servers sends datagrams here.
    datagram.port = kTimePort;
    datagram.data = at.current.data.data();
    datagram.bytes = at.current.data.size();
    return true;
}

}  // namespace machine
