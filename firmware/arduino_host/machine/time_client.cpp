#include "time_client.h"

#include <string.h>

#include <algorithm>

#include "board_facts.h"
#include "board_time.h"
#include "link.h"
#include "machine.h"
#include "network.h"
#include "tasks.h"

namespace oceanhil::machine {

namespace {

constexpr uint64_t kAnswerUs = facts::kSntpAnswerS * kSecondUs;
constexpr uint64_t kRetryUs = facts::kSntpRetryS * kSecondUs;
constexpr uint64_t kLongestRetryUs = facts::kSntpLongestRetryS * kSecondUs;
constexpr uint64_t kAnswerLookUs = kSecondUs / 2;
constexpr uint64_t kShortestPeriodUs = facts::kSntpShortestIntervalS * kSecondUs;
// lwIP's tcpip thread in ESP-IDF.
constexpr uint32_t kPriority = 18;
constexpr size_t kClientStackBytes = 3072;

// RFC 4330, section 4.
constexpr size_t kPacketBytes = 48;
constexpr uint8_t kRequest = 4 << 3 | 3;
constexpr uint8_t kModeMask = 7;
constexpr uint8_t kServerMode = 4;
constexpr size_t kStratumAt = 1;
constexpr size_t kOriginAt = 24;
constexpr size_t kTransmitAt = 40;
constexpr size_t kStampBytes = 8;
constexpr uint16_t kPort = 123;
constexpr int64_t kUnixInEra0 = 2208988800;
constexpr int64_t kEraS = int64_t{1} << 32;

const char* servers[kTimeServers] = {};
uint64_t period_us = facts::kSntpIntervalEsp8266S * kSecondUs;
uint8_t reachability[kTimeServers] = {};
size_t server_in_turn = 0;
void (*time_listener)(int64_t) = nullptr;
uint32_t answers = 0;
// Counts starts and ends: a client of another time ends itself.
uint32_t generation = 0;
bool is_on = false;
uint64_t first_delay_us = 0;
Task* client = nullptr;

/// What the board's client is like: how long it waits at first, and whether it knows of 2036.
struct Traits {
    uint64_t delay_us = 0;
    uint8_t knows_eras = 1;
};

Traits ask_traits() {
    const link::Answer answer = link::ask(link::Ask::sntp, present_us(), {});
    Traits traits;
    memcpy(&traits.delay_us, answer.data, sizeof traits.delay_us);
    traits.knows_eras = answer.data[sizeof traits.delay_us];
    return traits;
}

uint32_t big_endian(const uint8_t* at) {
    return static_cast<uint32_t>(at[0]) << 24 | static_cast<uint32_t>(at[1]) << 16 | static_cast<uint32_t>(at[2]) << 8 |
           at[3];
}

int64_t unix_of(const uint8_t* stamp, bool knows_eras) {
    int64_t seconds = big_endian(stamp);
    // RFC 4330, section 3: without its highest bit a stamp is of the era that begins in 2036.
    if (knows_eras && seconds < kEraS / 2) {
        seconds += kEraS;
    }
    const auto fraction = static_cast<int64_t>(uint64_t{big_endian(stamp + 4)} * kSecondUs >> 32);
    return (seconds - kUnixInEra0) * static_cast<int64_t>(kSecondUs) + fraction;
}

bool answers_request(const Datagram& datagram, const uint8_t* nonce) {
    return datagram.bytes >= kPacketBytes && (datagram.data[0] & kModeMask) == kServerMode &&
           datagram.data[kStratumAt] != 0 && memcmp(datagram.data + kOriginAt, nonce, kStampBytes) == 0;
}

bool await_answer(uint16_t port, const uint8_t* nonce, int64_t& unix_us, bool knows_eras) {
    const uint64_t end_us = present_us() + kAnswerUs;
    while (present_us() < end_us) {
        Datagram datagram;
        while (udp_next(port, datagram)) {
            if (answers_request(datagram, nonce)) {
                unix_us = unix_of(datagram.data + kTransmitAt, knows_eras);
                return true;
            }
        }
        wait_us(std::min(kAnswerLookUs / 50, end_us - present_us()));
    }
    return false;
}

enum class Asked { answered, silent, unsent };

Asked ask_server(const char* name, int64_t& unix_us, bool knows_eras) {
    uint8_t packet[kPacketBytes] = {kRequest};
    const uint32_t nonce[] = {random_32(), random_32()};
    memcpy(packet + kTransmitAt, nonce, sizeof nonce);
    const uint16_t port = udp_open(0);
    const bool is_sent = udp_send(port, name, kPort, packet, sizeof packet);
    const bool is_answered = is_sent && await_answer(port, packet + kTransmitAt, unix_us, knows_eras);
    udp_close(port);
    return is_answered ? Asked::answered : is_sent ? Asked::silent : Asked::unsent;
}

/// Asks the server whose turn it is.
Asked ask_in_turn(uint32_t own, bool knows_eras) {
    int64_t unix_us = 0;
    const char* const name = servers[server_in_turn];
    const size_t number = server_in_turn;
    reachability[number] = static_cast<uint8_t>(reachability[number] << 1);
    const Asked asked = name == nullptr ? Asked::unsent : ask_server(name, unix_us, knows_eras);
    if (asked == Asked::answered) {
        reachability[number] |= 1;
    }
    if (asked == Asked::answered && own == generation) {
        set_unix_us(unix_us);
        ++answers;
        if (time_listener != nullptr) {
            time_listener(unix_us);
        }
    }
    return asked;
}

/// Lets the next server have its turn; false if there is no other.
bool pass_on() {
    for (size_t each = 1; each < kTimeServers; ++each) {
        const size_t next = (server_in_turn + each) % kTimeServers;
        if (servers[next] != nullptr) {
            server_in_turn = next;
            return true;
        }
    }
    return false;
}

/// Waits unless the client ends meanwhile.
void rest(uint32_t own, uint64_t duration_us) {
    if (own == generation) {
        task_block(duration_us);
    }
}

void await_network(uint32_t own) {
    while (own == generation && station_state() != Station::connected) {
        rest(own, kAnswerLookUs);
    }
}

void run(void*) {
    const uint32_t own = generation;
    const Traits traits = ask_traits();
    rest(own, std::max(first_delay_us, traits.delay_us));
    uint64_t retry_us = kRetryUs;
    while (own == generation) {
        await_network(own);
        const Asked asked = ask_in_turn(own, traits.knows_eras != 0);
        if (asked == Asked::answered) {
            retry_us = kRetryUs;
            rest(own, period_us);
            continue;
        }
        if (asked == Asked::unsent) {
            rest(own, kRetryUs);
        }
        if (pass_on()) {
            retry_us = kRetryUs;
        } else {
            rest(own, retry_us);
            retry_us = std::min(2 * retry_us, kLongestRetryUs);
        }
    }
}

}  // namespace

void sntp_server(size_t number, const char* name) {
    if (number < kTimeServers) {
        servers[number] = name;
    }
}

uint8_t sntp_reachability(size_t number) { return number < kTimeServers ? reachability[number] : 0; }

const char* sntp_server_name(size_t number) { return number < kTimeServers ? servers[number] : nullptr; }

void sntp_begin(uint64_t delay_us) {
    sntp_end();
    is_on = true;
    first_delay_us = delay_us;
    server_in_turn = 0;
    client = task_start(run, nullptr, kPriority, kClientStackBytes);
}

void sntp_end() {
    if (!is_on) {
        return;
    }
    is_on = false;
    ++generation;
    task_wake(client);
}

bool sntp_is_on() { return is_on; }

void sntp_period(uint64_t wanted_us) { period_us = std::max(wanted_us, kShortestPeriodUs); }

uint64_t sntp_period_us() { return period_us; }

void sntp_listen(void (*serve)(int64_t)) { time_listener = serve; }

uint32_t sntp_answers() { return answers; }

}  // namespace oceanhil::machine
