/// The network of a sketch's board: its station, names, connections and datagrams, as calls.
///
/// Which laws hold: a call that is said to wait lets time pass, and serves timers meanwhile; the others take no time
/// beyond a look. What arrives is kept until it is read. Addresses are four bytes, first byte first.
#ifndef OCEANHIL_MACHINE_NETWORK_H
#define OCEANHIL_MACHINE_NETWORK_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

constexpr size_t kAddressBytes = 4;

// The station. It keeps trying to join, and joins again when its network is lost.

/// In the numbers of `wl_status_t`.
enum class Station : uint8_t { idle = 0, no_ssid = 1, connected = 3, failed = 4, lost = 5, disconnected = 6 };

/// Begins to join, and returns at once; `password` may be empty.
void station_join(const char* ssid, const char* password);
void station_leave();
/// Whether it joins again by itself; it does at first.
void station_reconnects(bool does);
Station station_state();
/// All zero without a network.
void station_address(uint8_t address[4]);
/// Of the radio as the fuses give it; false if they cannot be read.
bool mac_read(uint8_t mac[6]);
/// Calls `serve(state, context)` at each change, in a task of its own, where it may wait; nullptr to end it.
void station_listen(void (*serve)(Station, void*), void* context);

/// The program wants to hear of each attempt to join, also of one that ends as the one before did.
void station_tells_attempts();

/// A network that a scan hears.
struct HeardNetwork {
    char ssid[33] = {};
    bool is_secured = false;
};

/// Writes which networks are heard now, up to `room` of them; gives how many. It takes no time.
size_t station_scan(HeardNetwork* heard, size_t room);

// Why there is no connection or no address.
constexpr int32_t kNoNetwork = -1;
constexpr int32_t kNoName = -2;
constexpr int32_t kNoAnswer = -3;
constexpr int32_t kRefused = -4;
constexpr int32_t kTlsDates = -5;
constexpr int32_t kTlsUntrusted = -6;
/// And below: the server's fatal alert, its number (RFC 8446, section 6) away from here.
constexpr int32_t kTlsAlert = -1000;
/// What answers speaks no TLS.
constexpr int32_t kNoTls = -8;
/// The board has no memory for it; nothing here says so, but what stands before these calls.
constexpr int32_t kNoMemory = -9;

/// Waits for the address of a name or of an address in text; gives 0 or why not.
int32_t resolve(const char* host, uint8_t address[4]);

/// How a connection is secured: `verified` looks at the server's certificate, as far as the family's library does;
/// `undated` does so, too, but not at the dates in it.
enum class Security : uint8_t { none = 0, verified = 1, unverified = 2, undated = 3 };

/// Waits for a connection, at most `timeout_ms`, and then for its TLS handshake, at most `handshake_ms`; gives its
/// number above 0, or why there is none.
int32_t tcp_open(const char* host, uint16_t port, Security security, uint32_t timeout_ms, uint32_t handshake_ms = 0);
/// Sends; false when the connection is gone.
bool tcp_send(int32_t connection, const uint8_t* data, size_t bytes);
size_t tcp_available(int32_t connection);
/// Takes up to `bytes` of what has arrived; `is_kept`: leaves it there.
size_t tcp_read(int32_t connection, uint8_t* data, size_t bytes, bool is_kept = false);
/// False once the far end has hung up or the network is gone; what has arrived can still be read.
bool tcp_is_open(int32_t connection);
/// Whether the far end has ended it out of order (RST), not in order (FIN).
bool tcp_is_reset(int32_t connection);
void tcp_close(int32_t connection);
/// Calls `serve(context)` when something has arrived on a connection or at a port, a connection has ended or the network
/// is gone, in the middle of whatever call that is: it may only note it, and start a timer.
void arrivals_listen(void (*serve)(void*), void* context);

/// Opens a port for datagrams, 0: any; gives its number, 0 if it is taken.
uint16_t udp_open(uint16_t port);
void udp_close(uint16_t port);
/// Waits for the name only; false if there is none.
bool udp_send(uint16_t port, const char* host, uint16_t far_port, const uint8_t* data, size_t bytes);

/// A datagram that has arrived.
struct Datagram {
    uint8_t address[4] = {};
    uint16_t port = 0;
    const uint8_t* data = nullptr;
    size_t bytes = 0;
};

/// Gives the oldest datagram that has arrived at a port; false if there is none. It stays until the next call.
bool udp_next(uint16_t port, Datagram& datagram);

}  // namespace oceanhil::machine

#endif
