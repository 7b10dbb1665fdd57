#include <string.h>

#include "board_time.h"
#include "boot.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "network.h"
#include "tasks.h"

namespace oceanhil::machine {

namespace {

constexpr size_t kMacBytes = 6;
// The task that calls the handlers of a sketch, and its queue (libraries/Network/src/NetworkEvents.cpp of arduino-esp32).
constexpr uint32_t kTellerPriority = 19;
constexpr size_t kTellerStackBytes = 4096;
constexpr size_t kUntoldChanges = 32;

Station station_now = Station::idle;
bool is_connected = false;
uint8_t address[kAddressBytes] = {};
void (*station_listener)(Station, void*) = nullptr;
void* listening = nullptr;
bool are_attempts_told = false;
/// The program leaves the network itself: that it is gone is no loss, and the world says next that it was left.
bool is_leaving = false;

/// What the last question told of the MAC, and how many exchanges there were behind it: any other one may change it.
struct ToldMac {
    uint32_t asked = 0;
    bool is_there = false;
    uint8_t octets[kMacBytes] = {};
};

ToldMac told_mac;

/// What has come while the program gave nobody a turn.
uint8_t kept[kUntoldChanges][1 + kAddressBytes] = {};
size_t kept_changes = 0;

Task* teller = nullptr;
Station untold[kUntoldChanges] = {};
size_t first_untold = 0;
size_t untold_changes = 0;

/// Tells of changes, one behind the other. A listener may wait, for the world as for another task, and wakes tasks that
/// run at once: it needs a stack of its own to come back to. Whoever lets time pass when a change arrives may be blocked
/// for long, or have ended.
void tell_changes(void*) {
    for (;;) {
        while (untold_changes > 0) {
            const Station state = untold[first_untold];
            first_untold = (first_untold + 1) % kUntoldChanges;
            --untold_changes;
            if (station_listener != nullptr) {
                station_listener(state, listening);
            }
        }
        task_block(kForever);
    }
}

void wake_teller(void*) { task_wake(teller); }

/// It arrives in the middle of an answer, which whoever is told must not put another question in front of.
void change(Station to) {
    station_now = to;
    if (station_listener != nullptr && untold_changes < kUntoldChanges) {
        untold[(first_untold + untold_changes) % kUntoldChanges] = to;
        ++untold_changes;
        timer_start(0, 0, wake_teller, nullptr);
    }
}

}  // namespace

namespace inbox {

bool has_radio() { return is_connected; }

void take_radio(bool connected) {
    if (is_connected && !connected) {
        kept_changes = 0;
    }
    is_connected = connected;
    if (!connected && station_now == Station::connected) {
        memset(address, 0, sizeof address);
        if (is_leaving) {
            station_now = Station::disconnected;
        } else {
            change(Station::lost);
        }
        take_no_network();
    }
}

void take_address(const uint8_t* data, size_t size) {
    if (size != 1 + kAddressBytes) {
        return;
    }
    if (is_spinning() && kept_changes < kUntoldChanges) {
        memcpy(kept[kept_changes++], data, size);
        return;
    }
    take_kept_changes();
    memcpy(address, data + 1, kAddressBytes);
    is_leaving = false;
    change(static_cast<Station>(data[0]));
}

void take_kept_changes() {
    const size_t changes = kept_changes;
    kept_changes = 0;
    for (size_t each = 0; each < changes; ++each) {
        take_address(kept[each], sizeof kept[each]);
    }
}

}  // namespace inbox

void station_join(const char* ssid, const char* password) {
    station_now = Station::disconnected;
    link::ask(link::Ask::wifi_join, present_us(), {{ssid, strlen(ssid)}, {"", 1}, {password, strlen(password)}});
}

void station_leave() {
    is_leaving = true;
    link::ask(link::Ask::wifi_leave, present_us(), {});
}

void station_reconnects(bool does) {
    const auto told = static_cast<uint8_t>(does);
    link::ask(link::Ask::wifi_reconnect, present_us(), {{&told, sizeof told}});
}

Station station_state() {
    micros();
    return station_now;
}

void station_address(uint8_t found[4]) { memcpy(found, address, kAddressBytes); }

bool mac_read(uint8_t mac[6]) {
    // What the boot began with is what would be told now, as long as nothing else was told since.
    link::hear_first();
    if (link::asked() == 1 && is_settled() && boot_mac(mac)) {
        be_busy();
        return true;
    }
    // Who looks at it in each turn of its loop, since it has none to go on with, does nothing.
    if (link::asked() != told_mac.asked || !is_settled()) {
        const link::Answer answer = link::ask(link::Ask::mac, present_us(), {});
        told_mac.asked = link::asked();
        told_mac.is_there = answer.status == 0;
        if (told_mac.is_there) {
            memcpy(told_mac.octets, answer.data, sizeof told_mac.octets);
        }
    }
    if (told_mac.is_there) {
        memcpy(mac, told_mac.octets, sizeof told_mac.octets);
    }
    return told_mac.is_there;
}

size_t station_scan(HeardNetwork* heard, size_t room) {
    const link::Answer answer = link::ask(link::Ask::wifi_scan, present_us(), {});
    const uint8_t* at = answer.data;
    size_t count = 0;
    // Each network: whether it wants a password, and its name up to a zero.
    while (at < answer.data + answer.size && count < room) {
        heard[count].is_secured = *at++ != 0;
        const size_t letters = strnlen(reinterpret_cast<const char*>(at), sizeof heard->ssid - 1);
        memcpy(heard[count].ssid, at, letters);
        heard[count++].ssid[letters] = '\0';
        at += letters + 1;
    }
    return count;
}

void station_listen(void (*serve)(Station, void*), void* context) {
    station_listener = serve;
    listening = context;
    if (serve != nullptr && teller == nullptr) {
        tasks_hold();
        teller = task_start(tell_changes, nullptr, kTellerPriority, kTellerStackBytes);
        task_set_name(teller, "arduino_events");
        tasks_release();
    }
}

void station_tells_attempts() {
    if (!are_attempts_told) {
        are_attempts_told = true;
        link::ask(link::Ask::wifi_heard, present_us(), {});
    }
}

}  // namespace oceanhil::machine
