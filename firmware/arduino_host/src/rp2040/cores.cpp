// The second core of an RP2040: a task beside the first, and the numbers that they send each other.
#include <Arduino.h>
#include <RP2040Support.h>
#include <machine.h>
#include <oceanhil/c_output.h>
#include <pico/multicore.h>
#include <tasks.h>

#include "interrupt_locks.h"
#include "machine/entry.h"
#include "machine/storage.h"
#include "second_core.h"

namespace machine = oceanhil::machine;

// What the core's linker script defines (tools/simplesub.py): the EEPROM library's sector, the last one, where the chip
// sees its flash. Not by a flag, for not every linker has one for it.
asm(".globl _EEPROM_start\n_EEPROM_start = 0x101FF000");
// A program of 512 KiB, as those with Wi-Fi and TLS are.
asm(".globl __flash_binary_end\n__flash_binary_end = 0x10080000");

namespace {

// _MFIFO's own queues.
constexpr size_t kFifoRoom = 8;
constexpr size_t kSecondStackBytes = 4096;
constexpr uint32_t kPriority = 1;
// On which cores its task may run, a bit each.
constexpr uint32_t kSecondOnly = 2;

struct Queue {
    uint32_t numbers[kFifoRoom];
    size_t first = 0;
    size_t count = 0;
};

// By the core that reads them.
Queue queues[2];
machine::Task* first = nullptr;
machine::Task* second = nullptr;

// The chip's own FIFO, by the core that reads it.
Queue hardware_fifo[2];
void (*core1_entry)(void) = nullptr;

// How many times the other core was stopped and not let go on, and whether the second one has gone back to its ROM.
unsigned stops = 0;
bool is_second_in_rom = false;

void stop_other() {
    ++stops;
    machine::tasks_hold();
}

void let_other_go_on() {
    stops -= stops == 0 ? 0 : 1;
    machine::tasks_release();
}

void run_core1(void*) {
    is_second_in_rom = false;
    core1_entry();
    is_second_in_rom = true;
    // What it came back to waits for interrupts (pico_multicore).
    for (;;) {
        yield();
        machine::wait_us(machine::kMillisecondUs);
    }
}

template <typename IsDone>
bool wait_for_core(uint64_t timeout_us, IsDone is_done) {
    const uint64_t begun_us = machine::micros();
    while (!is_done()) {
        if (machine::micros() - begun_us >= timeout_us) {
            return false;
        }
        yield();
        machine::wait_us(1);
    }
    return true;
}

void run_second(void*) {
    if (setup1 != nullptr) {
        setup1();
    }
    for (;;) {
        if (loop1 != nullptr) {
            loop1();
        }
        yield();
    }
}

void start_second() {
    is_second_in_rom = false;
    second = machine::task_start(run_second, nullptr, kPriority, kSecondStackBytes);
    machine::task_set_affinity(second, kSecondOnly);
}

}  // namespace

namespace oceanhil::machine {

void set_up() {
    // Flash is there for whoever reads it by the addresses of the linker's symbols.
    flash_view();
    // As without a debug port (cores/rp2040/posix.cpp).
    oceanhil::print_nowhere();
    oceanhil::print_errors_nowhere();
    first = task_present();
    if (setup1 != nullptr || loop1 != nullptr) {
        start_second();
    }
    setup();
}

void turn() {
    loop();
    arduino::serialEventRun();
}

}  // namespace oceanhil::machine

__attribute__((weak)) bool core1_separate_stack = false;

machine::Task* oceanhil::first_core() { return first; }
machine::Task* oceanhil::second_core() { return second; }
bool oceanhil::other_core_reads_flash() { return second != nullptr && !is_second_in_rom && stops == 0; }

int RP2040::cpuid() { return static_cast<int>(machine::task_core()); }

void RP2040::restartCore1() {
    multicore_reset_core1();
    fifo.clear();
    if (second == nullptr) {
        start_second();
    }
}

bool _MFIFO::push_nb(uint32_t value) {
    Queue& queue = queues[RP2040::cpuid() ^ 1];
    if (queue.count == kFifoRoom) {
        return false;
    }
    queue.numbers[(queue.first + queue.count++) % kFifoRoom] = value;
    return true;
}

void _MFIFO::push(uint32_t value) {
    while (!push_nb(value)) {
        yield();
    }
}

bool _MFIFO::pop_nb(uint32_t* value) {
    Queue& queue = queues[RP2040::cpuid()];
    if (queue.count == 0) {
        return false;
    }
    *value = queue.numbers[queue.first];
    queue.first = (queue.first + 1) % kFifoRoom;
    --queue.count;
    return true;
}

uint32_t _MFIFO::pop() {
    uint32_t value = 0;
    while (!pop_nb(&value)) {
        yield();
    }
    return value;
}

int _MFIFO::available() { return static_cast<int>(queues[RP2040::cpuid()].count); }

void _MFIFO::clear() {
    for (Queue& queue : queues) {
        queue = {};
    }
}

void _MFIFO::idleOtherCore() { stop_other(); }

void _MFIFO::resumeOtherCore() { let_other_go_on(); }

extern "C" {

uint get_core_num(void) { return static_cast<uint>(RP2040::cpuid()); }

void multicore_launch_core1(void (*entry)(void)) {
    if (second != nullptr) {
        wait_for_core(UINT64_MAX, [] { return false; });
    }
    core1_entry = entry;
    second = machine::task_start(run_core1, nullptr, kPriority, kSecondStackBytes);
    machine::task_set_affinity(second, kSecondOnly);
}

void multicore_reset_core1(void) {
    if (second != nullptr && get_core_num() == 0) {
        machine::task_end(second);
        second = nullptr;
        oceanhil::forget_locks_of_second_core();
    }
}

bool multicore_fifo_rvalid(void) { return hardware_fifo[get_core_num()].count > 0; }
bool multicore_fifo_wready(void) { return hardware_fifo[get_core_num() ^ 1].count < kFifoRoom; }

bool multicore_fifo_push_timeout_us(uint32_t data, uint64_t timeout_us) {
    if (!wait_for_core(timeout_us, multicore_fifo_wready)) {
        return false;
    }
    Queue& queue = hardware_fifo[get_core_num() ^ 1];
    queue.numbers[(queue.first + queue.count++) % kFifoRoom] = data;
    return true;
}

void multicore_fifo_push_blocking(uint32_t data) { multicore_fifo_push_timeout_us(data, UINT64_MAX); }

bool multicore_fifo_pop_timeout_us(uint64_t timeout_us, uint32_t* out) {
    if (!wait_for_core(timeout_us, multicore_fifo_rvalid)) {
        return false;
    }
    Queue& queue = hardware_fifo[get_core_num()];
    *out = queue.numbers[queue.first];
    queue.first = (queue.first + 1) % kFifoRoom;
    --queue.count;
    return true;
}

uint32_t multicore_fifo_pop_blocking(void) {
    uint32_t number = 0;
    multicore_fifo_pop_timeout_us(UINT64_MAX, &number);
    return number;
}

void multicore_fifo_drain(void) { hardware_fifo[get_core_num()] = {}; }
void multicore_lockout_victim_init(void) {}
void multicore_lockout_start_blocking(void) { stop_other(); }
void multicore_lockout_end_blocking(void) { let_other_go_on(); }

}  // extern "C"
