#include "link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "board_time.h"
#include "boot.h"
#include "coverage.h"
#include "host_memory.h"
#include "kept_memory.h"
#include "tasks.h"
#include "ways.h"

namespace oceanhil::machine::link {

namespace {

constexpr uint32_t kLastWord = 0xFFFFFFFFU;
constexpr uint8_t kEnded = 0xF1;
constexpr size_t kSizeBytes = 4;
constexpr uint8_t kConnected = 1;
constexpr uint8_t kUsualNames = 2;
constexpr uint8_t kDatesHold = 4;
constexpr uint8_t kWatched = 8;

int from_simulator = -1;
int to_simulator = -1;
// They are not on the heap of the board: see memory.cpp.
host::Vector<uint8_t>* outgoing = nullptr;
host::Vector<uint8_t>* incoming = nullptr;
uint32_t exchanges = 0;
uint32_t notes = 0;
bool has_heard = false;

template <typename T>
void put(host::Vector<uint8_t>& out, T value) {
    const auto* const bytes = reinterpret_cast<const uint8_t*>(&value);
    out.insert(out.end(), bytes, bytes + sizeof value);
}

template <typename T>
T taken_from(const uint8_t*& at) {
    T value;
    memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
}

bool read_all(uint8_t* data, size_t size) {
    while (size != 0) {
        const ssize_t got = read(from_simulator, data, size);
        if (got > 0) {
            data += got;
            size -= static_cast<size_t>(got);
        } else if (got == 0 || errno != EINTR) {
            return false;
        }
    }
    return true;
}

void write_all(const uint8_t* data, size_t size) {
    while (size != 0) {
        const ssize_t put = write(to_simulator, data, size);
        if (put > 0) {
            data += put;
            size -= static_cast<size_t>(put);
        } else if (errno != EINTR) {
            _exit(0);
        }
    }
}

/// Gives false when the other end is gone, or wants this boot to end.
bool receive() {
    uint32_t size = 0;
    if (!read_all(reinterpret_cast<uint8_t*>(&size), sizeof size) || size == kLastWord) {
        return false;
    }
    incoming->resize(size);
    return read_all(incoming->data(), size);
}

/// Writes one record; `way` is the number of the calls that led to it, 0 where they do not count.
void record(host::Vector<uint8_t>& out, uint8_t what, uint64_t at_us, uint16_t way,
            std::initializer_list<Bytes> pieces) {
    uint32_t size = 0;
    for (const Bytes& piece : pieces) {
        size += static_cast<uint32_t>(piece.size);
    }
    put(out, what);
    put(out, at_us);
    put(out, way);
    put(out, size);
    for (const Bytes& piece : pieces) {
        const auto* const bytes = static_cast<const uint8_t*>(piece.data);
        out.insert(out.end(), bytes, bytes + piece.size);
    }
}

/// The number of the way that leads to whoever calls, which is told first if it is new.
uint16_t told_way(uint64_t at_us) {
    const ways::Way way = ways::here();
    if (way.is_new) {
        record(*outgoing, static_cast<uint8_t>(Note::way), at_us, way.number, {{way.calls, way.count * sizeof *way.calls}});
    }
    return way.number;
}

/// Whether it is an act of the program, which somebody may have to find in it: what comes with each request of itself
/// is none.
bool is_act(Ask what) {
    return what != Ask::pass && what != Ask::resolve && what != Ask::mac && what != Ask::wifi_heard;
}
bool is_act(Note what) { return what != Note::measures && what != Note::tcp_close && what != Note::nvs_close; }

void send() {
    const auto size = static_cast<uint32_t>(outgoing->size() - kSizeBytes);
    memcpy(outgoing->data(), &size, sizeof size);
    write_all(outgoing->data(), outgoing->size());
    outgoing->resize(kSizeBytes);
}

/// Most texts stand among constants.
void make_writable(char* place, size_t size) {
    const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
    const auto first = reinterpret_cast<uintptr_t>(place) / page * page;
    const auto last = reinterpret_cast<uintptr_t>(place) + size;
    if (mprotect(reinterpret_cast<void*>(first), last - first, PROT_READ | PROT_WRITE) != 0) {
        abort();
    }
}

Answer read_answer() {
    const uint8_t* at = incoming->data();
    const uint8_t* const end = at + incoming->size();
    const auto now_us = taken_from<uint64_t>(at);
    const auto horizon_us = taken_from<uint64_t>(at);
    const auto unix_offset_us = taken_from<int64_t>(at);
    const auto pretended_us = taken_from<int64_t>(at);
    time_is(now_us, horizon_us, unix_offset_us, taken_from<uint32_t>(at));
    counters_show(pretended_us);
    NetworkNow network;
    network.connect_us = taken_from<uint32_t>(at);
    network.handshake_us = taken_from<uint32_t>(at);
    const auto is = taken_from<uint8_t>(at);
    network.is_connected = (is & kConnected) != 0;
    network.are_names_usual = (is & kUsualNames) != 0;
    network.do_dates_hold = (is & kDatesHold) != 0;
    network_is(network);
    watched_is((is & kWatched) != 0);
    Answer answer;
    answer.status = taken_from<int32_t>(at);
    answer.size = taken_from<uint32_t>(at);
    answer.data = at;
    at += answer.size;
    while (at < end) {
        const auto what = taken_from<uint8_t>(at);
        const auto size = taken_from<uint32_t>(at);
        received(static_cast<Input>(what), at, size);
        at += size;
    }
    return answer;
}

}  // namespace

void open() {
    from_simulator = dup(STDIN_FILENO);
    to_simulator = dup(STDOUT_FILENO);
    const int nobody = ::open("/dev/null", O_RDWR);
    dup2(nobody, STDIN_FILENO);
    dup2(nobody, STDOUT_FILENO);
    close(nobody);
    outgoing = new host::Vector<uint8_t>(kSizeBytes);
    incoming = new host::Vector<uint8_t>();
}

bool await_boot(Boot& boot) {
    if (!receive()) {
        return false;
    }
    const uint8_t* at = incoming->data();
    boot.seed = taken_from<uint64_t>(at);
    boot.number = taken_from<uint32_t>(at);
    boot.reset = taken_from<uint8_t>(at);
    memcpy(boot.mac, at, sizeof boot.mac);
    at += sizeof boot.mac;
    boot.has_forgotten = taken_from<uint8_t>(at);
    boot.crash = taken_from<uint8_t>(at);
    boot.exception = taken_from<uint8_t>(at);
    boot.heap_bytes = taken_from<uint32_t>(at);
    boot.watched_pins = taken_from<uint64_t>(at);
    boot.texts_at = static_cast<size_t>(at - incoming->data());
    return true;
}

void put_texts(const Boot& boot) {
    const uint8_t* at = incoming->data() + boot.texts_at;
    const uint8_t* const end = incoming->data() + incoming->size();
    while (at < end) {
        auto* const place = reinterpret_cast<char*>(static_cast<uintptr_t>(taken_from<uint32_t>(at)));
        const auto size = taken_from<uint32_t>(at);
        make_writable(place, size);
        memcpy(place, at, size);
        at += size;
    }
}

void tell_ended(int32_t status) {
    record(*outgoing, kEnded, 0, 0, {{&status, sizeof status}});
    send();
}

void note(Note what, uint64_t at_us, std::initializer_list<Bytes> pieces) {
    ++notes;
    const uint16_t way = is_act(what) ? told_way(at_us) : 0;
    record(*outgoing, static_cast<uint8_t>(what), at_us, way, pieces);
}

bool hear_first() {
    if (has_heard) {
        return false;
    }
    has_heard = true;
    ++exchanges;
    if (!receive()) {
        end_boot();
    }
    read_answer();
    return true;
}

Answer ask(Ask what, uint64_t at_us, std::initializer_list<Bytes> pieces) {
    hear_first();
    ++exchanges;
    const uint16_t way = is_act(what) ? told_way(at_us) : 0;
    record(*outgoing, static_cast<uint8_t>(what), at_us, way, pieces);
    send();
    if (!receive()) {
        end_boot();
    }
    const Answer answer = read_answer();
    if (what != Ask::pass) {
        bite_if_due();
    }
    return answer;
}

void tell_end(End how, uint64_t at_us, Bytes text) {
    const auto word = static_cast<uint8_t>(how);
    // A crash tells its place itself, and may have none of the stack left to look at.
    const uint16_t way = how == End::restart || how == End::deep_sleep ? told_way(at_us) : 0;
    // Some families stand still after a crash, until then or for good.
    const uint64_t left_us = watchdog_left_us();
    record(*outgoing, static_cast<uint8_t>(Ask::end), at_us, way,
           {{&word, sizeof word}, {&left_us, sizeof left_us}, {task_name(), kTaskNameBytes}, text});
    send();
    if (!has_heard) {
        receive();
    }
    // The simulator says when: what it does with the end comes first.
    receive();
    if (how == End::fault || how == End::hang || how == End::bite || how == End::finding) {
        kept_memory::end();
        coverage::write();
        _exit(0);
    }
    end_boot();
}

size_t untold() { return outgoing->size() - kSizeBytes; }

uint32_t noted() { return notes; }

uint32_t asked() { return exchanges; }

}  // namespace oceanhil::machine::link
