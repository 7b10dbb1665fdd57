#include "bench_board.h"

#include <string.h>

#include "agent_calls.h"
#include "board_family.h"

namespace {

// The context is the chip's, which every board is.
BenchBoard& board_in(void* context) { return *static_cast<BenchBoard*>(static_cast<ChipBoard*>(context)); }

int32_t told(bool is_done) { return is_done ? OR_OK : OR_FAILED; }

int32_t mac_read(void* context, uint8_t mac[6], char* reason, size_t reason_capacity) {
    if (const uint8_t* other = board_in(context).provisioning.mac()) {
        memcpy(mac, other, 6);
        return OR_OK;
    }
    return read_chip_mac(context, mac, reason, reason_capacity);
}

int32_t provision_set(void* context, const char* field, const char* value, size_t bytes) {
    return told(board_in(context).provisioning.set(field, value, bytes));
}

int32_t provision_apply(void* context) { return told(board_in(context).provision()); }

int32_t mac_set(void* context, const uint8_t mac[6]) { return told(board_in(context).provisioning.set_mac(mac)); }

int32_t factory(void* context) {
    const bool is_forgotten = board_in(context).provisioning.forget();
    const bool is_erased = family::erase_place(family::Place::slot_a) && family::erase_place(family::Place::slot_b);
    return told(family::eeprom_erase() && is_erased && is_forgotten);
}

}  // namespace

or_board BenchBoard::calls(bool has_token) {
    has_token_ = has_token;
    or_board board = DeviceBoard::calls();
    add_agent_calls(board);
    board.mac_read = mac_read;
    board.provision_set = provision_set;
    board.provision_apply = provision_apply;
    board.factory = factory;
    board.mac_set = mac_set;
    return board;
}
