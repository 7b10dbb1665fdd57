// The SPI NOR flash behind the SSI: commands of the W25Q16 data sheet, sent from RAM while no code can be fetched.
#include "../bare/machine.h"
#include "registers.h"

namespace machine {
namespace {

constexpr uint32_t chip_bytes = 2U << 20;
constexpr uint32_t page_bytes = 256;

constexpr uint8_t write_enable = 0x06;
constexpr uint8_t read_status = 0x05;
constexpr uint8_t program_page = 0x02;
constexpr uint8_t erase_sector = 0x20;
constexpr uint8_t is_busy = 0x01;

constexpr uint32_t eight_bit_frames = 7U << 16;
constexpr uint32_t execute_in_place = 31U << 16 | 3U << 8;

#define IN_RAM __attribute__((section(".ram_code"), noinline, long_call))

IN_RAM void select(uint32_t level) {
    volatile uint32_t& control = rp2040::word(rp2040::qspi_select_control);
    control = (control & ~rp2040::select_override_bits) | level;
}

IN_RAM uint8_t exchange(uint8_t byte) {
    rp2040::word(rp2040::ssi_data) = byte;
    while ((rp2040::word(rp2040::ssi_status) & rp2040::ssi_has_received) == 0) {
    }
    return static_cast<uint8_t>(rp2040::word(rp2040::ssi_data));
}

IN_RAM void leave_execution_in_place() {
    rp2040::word(rp2040::ssi_enable) = 0;
    rp2040::word(rp2040::ssi_control0) = eight_bit_frames;
    rp2040::word(rp2040::ssi_spi_control0) = 0;
    rp2040::word(rp2040::ssi_enable) = 1;
}

IN_RAM void enter_execution_in_place() {
    rp2040::word(rp2040::ssi_enable) = 0;
    rp2040::word(rp2040::ssi_control0) = execute_in_place;
    rp2040::word(rp2040::ssi_enable) = 1;
}

IN_RAM void wait_until_ready() {
    uint8_t status = is_busy;
    while ((status & is_busy) != 0) {
        select(rp2040::select_low);
        exchange(read_status);
        status = exchange(0);
        select(rp2040::select_high);
    }
}

/// Sends one writing command with an address and its data, which must stand in RAM.
IN_RAM void command(uint8_t opcode, uint32_t address, const uint8_t* data, size_t length) {
    leave_execution_in_place();
    select(rp2040::select_low);
    exchange(write_enable);
    select(rp2040::select_high);
    select(rp2040::select_low);
    exchange(opcode);
    exchange(static_cast<uint8_t>(address >> 16));
    exchange(static_cast<uint8_t>(address >> 8));
    exchange(static_cast<uint8_t>(address));
    for (size_t i = 0; i < length; i++) {
        exchange(data[i]);
    }
    select(rp2040::select_high);
    wait_until_ready();
    enter_execution_in_place();
}

bool is_within_chip(uint32_t address, size_t length) { return address <= chip_bytes && length <= chip_bytes - address; }

}  // namespace

uint32_t flash_bytes() { return chip_bytes; }

bool flash_read(uint32_t address, uint8_t* into, size_t length) {
    if (!is_within_chip(address, length)) {
        return false;
    }
    const auto* from = reinterpret_cast<const volatile uint8_t*>(rp2040::flash_uncached + address);
    for (size_t i = 0; i < length; i++) {
        into[i] = from[i];
    }
    return true;
}

bool flash_program(uint32_t address, const uint8_t* bytes, size_t length) {
    if (!is_within_chip(address, length)) {
        return false;
    }
    uint8_t page[page_bytes];
    while (length > 0) {
        const size_t room = page_bytes - address % page_bytes;
        const size_t count = length < room ? length : room;
        for (size_t i = 0; i < count; i++) {
            page[i] = bytes[i];
        }
        command(program_page, address, page, count);
        address += static_cast<uint32_t>(count);
        bytes += count;
        length -= count;
    }
    return true;
}

bool flash_erase(uint32_t address) {
    if (address % sector_bytes != 0 || !is_within_chip(address, sector_bytes)) {
        return false;
    }
    command(erase_sector, address, nullptr, 0);
    return true;
}

}  // namespace machine
