#include <string.h>

#include <algorithm>

#include "board_time.h"
#include "boot.h"
#include "host_memory.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "measures.h"
#include "network.h"
#include "tasks.h"

namespace oceanhil::machine {

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

/// A port at which somebody listens.
struct Listening {
    uint16_t port;
    bool is_secure;
};

/// Of a name that the board's stack keeps.
struct Address {
    uint8_t bytes[kAddressBytes];
    host::Vector<Listening> listening;
};

[[gnu::init_priority(110)]] host::Map<int32_t, Connection> connections;
[[gnu::init_priority(110)]] host::Map<host::Vector<char>, Address> kept_names;
link::NetworkNow network;
// The numbers of connections follow each other, whoever makes them.
int32_t last_connection = 0;
[[gnu::init_priority(110)]] host::Map<uint16_t, Port> ports;
uint16_t next_port = kFirstFreePort;
void (*arrivals_listener)(void*) = nullptr;
void* arrivals_context = nullptr;

/// The next port that nobody has, of those for whoever asks for none; 0 where all are taken.
uint16_t free_port() {
    for (uint32_t tried = kFirstFreePort; tried <= UINT16_MAX; ++tried) {
        const uint16_t port = next_port;
        next_port = port == UINT16_MAX ? kFirstFreePort : static_cast<uint16_t>(port + 1);
        if (ports.find(port) == ports.end()) {
            return port;
        }
    }
    return 0;
}

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

void take_network(const link::NetworkNow& now) { network = now; }

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

namespace {

/// What the stack keeps of a name, if it keeps it.
const Address* kept_address(const host::Vector<char>& name) {
    const auto kept = kept_names.find(name);
    return kept == kept_names.end() || !network.are_names_usual || !inbox::has_radio() ? nullptr : &kept->second;
}

/// Reads what the answer tells of a name that is kept: behind its address and a byte, ports with whether they are secure.
Address told_address(const link::Answer& answer) {
    constexpr size_t kPortBytes = 3;
    Address told;
    memcpy(told.bytes, answer.data, kAddressBytes);
    for (size_t at = kAddressBytes + 1; at + kPortBytes <= answer.size; at += kPortBytes) {
        Listening listening = {0, answer.data[at + sizeof listening.port] != 0};
        memcpy(&listening.port, answer.data + at, sizeof listening.port);
        told.listening.push_back(listening);
    }
    return told;
}

/// How long it takes to connect, where that is certain; else 0.
uint64_t certain_opening_us(const char* host, uint16_t port, Security security, uint32_t timeout_ms, uint32_t handshake_ms) {
    const Address* const kept = kept_address(host::Vector<char>(host, host + strlen(host)));
    const bool is_secure = security != Security::none;
    if (kept == nullptr || network.connect_us == 0 || network.connect_us > uint64_t{timeout_ms} * 1000) {
        return 0;
    }
    const auto is_it = [=](const Listening& each) { return each.port == port && each.is_secure == is_secure; };
    if (std::none_of(kept->listening.begin(), kept->listening.end(), is_it)) {
        return 0;
    }
    if (!is_secure) {
        return network.connect_us;
    }
    const bool is_in_time = network.handshake_us <= uint64_t{handshake_ms} * 1000;
    const bool is_trusted = security != Security::verified || network.do_dates_hold;
    return is_in_time && is_trusted ? network.connect_us + network.handshake_us : 0;
}

/// Whose task has too little stack for a handshake does not come out of it.
void look_at_stack(Security security) {
    if (security != Security::none && !task_can_secure()) {
        crash(Crash::stack_overflow);
    }
}

}  // namespace

int32_t resolve(const char* host, uint8_t address[4]) {
    const host::Vector<char> name(host, host + strlen(host));
    settle();
    // What was kept takes no time, and up to the horizon it stays as it is.
    if (const Address* const kept = kept_address(name)) {
        be_busy();
        memcpy(address, kept->bytes, kAddressBytes);
        return 0;
    }
    const link::Answer answer = link::ask(link::Ask::resolve, present_us(), {{name.data(), name.size()}});
    if (answer.status == 0) {
        memcpy(address, answer.data, kAddressBytes);
        if (answer.data[kAddressBytes] != 0) {
            kept_names[name] = told_address(answer);
        }
    }
    return answer.status;
}

int32_t tcp_open(const char* host, uint16_t port, Security security, uint32_t timeout_ms, uint32_t handshake_ms) {
    const auto secured = static_cast<uint8_t>(security);
    const std::initializer_list<link::Bytes> wanted = {{&timeout_ms, sizeof timeout_ms},
                                                       {&handshake_ms, sizeof handshake_ms},
                                                       {&port, sizeof port},
                                                       {&secured, sizeof secured},
                                                       {host, strlen(host)}};
    const uint64_t begun_us = present_us();
    const uint64_t takes_us = certain_opening_us(host, port, security, timeout_ms, handshake_ms);
    if (takes_us != 0 && pass_by_itself(takes_us)) {
        link::note(link::Note::tcp_open, begun_us, wanted);
        be_busy();
        connections[++last_connection];
        look_at_stack(security);
        return last_connection;
    }
    const link::Answer answer = link::ask(link::Ask::tcp_open, begun_us, wanted);
    if (answer.status > 0) {
        last_connection = answer.status;
        connections[last_connection];
        look_at_stack(security);
    } else {
        // Who never comes to send anything may have too little memory for it.
        tell_measures();
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
    const uint16_t wanted = port == 0 ? free_port() : port;
    return wanted != 0 && ports.emplace(wanted, Port()).second ? wanted : 0;
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

}  // namespace oceanhil::machine
