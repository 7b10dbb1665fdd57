#include "agent_calls.h"

#include "chip_board.h"
#include "raw_flash.h"

namespace {

int32_t told(bool is_done) { return is_done ? OR_OK : OR_FAILED; }

uint32_t flash_bytes(void*) { return raw_flash::chip_bytes(); }

int32_t flash_read(void*, uint32_t address, uint8_t* data, size_t bytes) {
    return told(raw_flash::read(address, data, bytes));
}

int32_t flash_program(void*, uint32_t address, const uint8_t* data, size_t bytes) {
    return told(raw_flash::program(address, data, bytes));
}

int32_t flash_erase(void*, uint32_t address) { return told(raw_flash::erase(address)); }

}  // namespace

void add_agent_calls(or_board& board) {
    board.agent_write = write_to_serial;
    board.flash_bytes = flash_bytes;
    board.flash_read = flash_read;
    board.flash_program = flash_program;
    board.flash_erase = flash_erase;
}
