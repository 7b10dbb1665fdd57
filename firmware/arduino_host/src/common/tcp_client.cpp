#include "oceanhil/tcp_client.h"

#include <Arduino.h>

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

// As lwIP numbers the ports of its own ends (RFC 6335, section 6).
constexpr uint16_t kFirstOwnPort = 49152;
constexpr size_t kPieceBytes = 256;
#ifdef ESP8266
constexpr uint32_t kTurnUs = 100;
#endif

uint16_t next_own_port() {
    static uint16_t next = kFirstOwnPort;
    const uint16_t given = next;
    next = next == UINT16_MAX ? kFirstOwnPort : static_cast<uint16_t>(next + 1);
    return given;
}

}  // namespace

TcpClient::TcpClient(const TcpClient& other) : Client(other), copies_(other.copies_), line_(other.copied()) {}

TcpClient& TcpClient::operator=(const TcpClient& other) {
    if (this != &other) {
        Client::operator=(other);
        copies_ = other.copies_;
        line_ = other.copied();
    }
    return *this;
}

std::shared_ptr<TcpClient::Line> TcpClient::copied() const {
    return copies_ == Copies::together ? line_ : std::make_shared<Line>(*line_);
}

int TcpClient::connect(IPAddress address, uint16_t port) {
    line_->far_address = address;
    return begin(dotted(address).c_str(), port);
}

int TcpClient::connect(const char* host, uint16_t port) {
    return find_address(host, line_->far_address) ? begin(host, port) : 0;
}

int TcpClient::begin(const char* host, uint16_t port) {
    stop();
    line_->far_port = port;
    line_->own_port = next_own_port();
    return open(host, port) > 0 ? 1 : 0;
}

int32_t TcpClient::open(const char* host, uint16_t port) {
    return open({host, port, machine::Security::none, connect_ms(), 0});
}

int32_t TcpClient::open(const Destination& to) {
    int32_t outcome = 0;
    line_->connection = Connection::open(to, outcome);
    return outcome;
}

size_t TcpClient::write(const uint8_t* data, size_t bytes) {
    if (connection() == nullptr || bytes == 0) {
        return 0;
    }
    return connection()->send(data, bytes) ? bytes : 0;
}

size_t TcpClient::write(Stream& from) {
    uint8_t piece[kPieceBytes];
    size_t written = 0;
    while (from.available() > 0) {
        const size_t most = static_cast<size_t>(from.available());
        const size_t taken = from.readBytes(piece, most < sizeof piece ? most : sizeof piece);
        const size_t sent = write(piece, taken);
        written += sent;
        if (sent < taken || taken == 0) {
            break;
        }
    }
    return written;
}

int TcpClient::available() {
    const size_t there = connection() == nullptr ? 0 : connection()->available();
#ifdef ESP8266
    // Whoever waits for something gives a turn to those who bring it.
    if (there == 0 && connection() != nullptr) {
        optimistic_yield(kTurnUs);
    }
#endif
    return static_cast<int>(there);
}


int TcpClient::read() {
    uint8_t byte = 0;
    return read(&byte, 1) == 1 ? byte : -1;
}

int TcpClient::read(uint8_t* data, size_t bytes) {
    const int there = available();
    if (there <= 0) {
        return nothing_read();
    }
    return static_cast<int>(connection()->read(data, bytes));
}

int TcpClient::peek() { return available() > 0 ? connection()->peek() : -1; }

void TcpClient::stop() {
    // Other copies of this client hold the same connection: it is closed for them, too.
    if (connection() != nullptr) {
        connection()->close();
        line_->connection.reset();
    }
}

uint8_t TcpClient::connected() {
    return connection() != nullptr && (connection()->is_open() || connection()->available() > 0) ? 1 : 0;
}

IPAddress TcpClient::localIP() const {
    uint8_t own[4] = {};
    machine::station_address(own);
    return connection() == nullptr ? IPAddress() : address_of(own);
}

}  // namespace oceanhil
