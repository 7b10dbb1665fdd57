// The second core of an RP2040: a task beside the first, and the numbers that they send each other.
#include <Arduino.h>
#include <RP2040Support.h>
#include <tasks.h>

#include "machine/entry.h"
#include "machine/storage.h"

// What the core's linker script defines (tools/simplesub.py): the EEPROM library's sector, the last one, where the chip
// sees its flash. Not by a flag, for not every linker has one for it.
asm(".globl _EEPROM_start\n_EEPROM_start = 0x101FF000");

namespace {

// _MFIFO's own queues.
constexpr size_t kFifoRoom = 8;
constexpr size_t kSecondStackBytes = 4096;
constexpr uint32_t kPriority = 1;

struct Queue {
    uint32_t numbers[kFifoRoom];
    size_t first = 0;
    size_t count = 0;
};

// By the core that reads them.
Queue queues[2];
machine::Task* second = nullptr;

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

}  // namespace

namespace machine {

void set_up() {
    // Flash is there for whoever reads it by the addresses of the linker's symbols.
    flash_view();
    if (setup1 != nullptr || loop1 != nullptr) {
        second = task_start(run_second, nullptr, kPriority, kSecondStackBytes);
    }
    setup();
}

void turn() {
    loop();
    arduino::serialEventRun();
}

}  // namespace machine

__attribute__((weak)) bool core1_separate_stack = false;

int RP2040::cpuid() { return second != nullptr && machine::task_present() == second ? 1 : 0; }

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

void _MFIFO::idleOtherCore() { machine::tasks_hold(); }

void _MFIFO::resumeOtherCore() { machine::tasks_release(); }
