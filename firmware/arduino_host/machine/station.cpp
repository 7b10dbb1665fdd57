#include <string.h>

#include "board_time.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "network.h"

namespace machine {

namespace {

constexpr size_t kAddressBytes = 4;

Station state = Station::idle;
uint8_t address[kAddressBytes] = {};
void (*listener)(Station, void*) = nullptr;
void* listening = nullptr;

void change(Station to) {
    state = to;
    if (listener != nullptr) {
        listener(to, listening);
    }
}

}  // namespace

namespace inbox {

void take_radio(bool connected) {
    if (!connected && state == Station::connected) {
        memset(address, 0, sizeof address);
        change(Station::lost);
    }
}

void take_address(const uint8_t* data, size_t size) {
    if (size == 1 + kAddressBytes) {
        memcpy(address, data + 1, kAddressBytes);
        change(static_cast<Station>(data[0]));
    }
}

}  // namespace inbox

void station_join(const char* ssid, const char* password) {
    state = Station::disconnected;
    link::ask(link::Ask::wifi_join, present_us(), {{ssid, strlen(ssid)}, {"", 1}, {password, strlen(password)}});
}

void station_leave() { link::ask(link::Ask::wifi_leave, present_us(), {}); }

void station_reconnects(bool does) {
    const auto told = static_cast<uint8_t>(does);
    link::ask(link::Ask::wifi_reconnect, present_us(), {{&told, sizeof told}});
}

Station station_state() {
    micros();
    return state;
}

void station_address(uint8_t found[4]) { memcpy(found, address, kAddressBytes); }

bool mac_read(uint8_t mac[6]) {
    const link::Answer answer = link::ask(link::Ask::mac, present_us(), {});
    if (answer.status != 0) {
        return false;
    }
    memcpy(mac, answer.data, answer.size);
    return true;
}

void station_listen(void (*serve)(Station, void*), void* context) {
    listener = serve;
    listening = context;
}

}  // namespace machine
