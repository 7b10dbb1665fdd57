/// The object `rp2040` of arduino-pico (cores/rp2040/RP2040Support.h), and its second core.
///
/// Not here: the profiler. There is no PSRAM.
#pragma once

// What a sketch has of pico-sdk without including it, as there; limits and times come with these.
#include <hardware/clocks.h>
#include <hardware/dma.h>
#include <hardware/flash.h>
#include <hardware/gpio.h>
#include <hardware/irq.h>
#include <hardware/sync.h>
#include <hardware/watchdog.h>
#include <limits.h>
#include <pico.h>
#include <pico/bootrom.h>
#include <pico/multicore.h>
#include <pico/mutex.h>
#include <pico/rand.h>
#include <pico/time.h>
#include <pico/unique_id.h>
#include <pico/util/queue.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

/// Whether the second core has a stack of its own beside the first one's; it makes no difference here.
extern bool core1_separate_stack;

/// Whether the board has its radio (cores/rp2040/cyw43_wrappers.h).
extern bool __isPicoW;

/// Keeps its value over every reset that takes no power.
#ifndef __uninitialized_ram
#define __uninitialized_ram(group) __attribute__((section("oceanhil_rtc_noinit"))) group
#endif

/// Numbers from one core to the other: eight in each direction.
class _MFIFO {
  public:
    /// Waits where there is no room.
    void push(uint32_t value);
    bool push_nb(uint32_t value);
    /// Waits where there is nothing.
    uint32_t pop();
    bool pop_nb(uint32_t* value);
    int available();
    void clear();
    void idleOtherCore();
    void resumeOtherCore();
};

class RP2040 {
  public:
    static int f_cpu();
    static int cpuid();
    uint32_t getCycleCount();
    uint64_t getCycleCount64();

    int getFreeHeap();
    int getUsedHeap();
    int getTotalHeap();
    int getFreeStack();

    void idleOtherCore() { fifo.idleOtherCore(); }
    void resumeOtherCore() { fifo.resumeOtherCore(); }

    /// The second core begins with `setup1` again; what it had of the heap stays.
    void restartCore1();

    void reboot();
    void restart() { reboot(); }
    /// The board becomes a drive, onto which nobody copies anything, until it has power anew.
    void rebootToBootloader() { reset_usb_boot(0, 0); }
    /// Nobody presses the button of this board twice.
    static void enableDoubleResetBootloader() {}
    /// All is copied when it comes back.
    void* memcpyDMA(void* dest, const void* src, size_t bytes) { return memcpy(dest, src, bytes); }
    size_t getPSRAMSize() { return 0; }
    int getFreePSRAMHeap() { return 0; }
    int getUsedPSRAMHeap() { return 0; }
    int getTotalPSRAMHeap() { return 0; }
    void wdt_begin(uint32_t delay_ms) { watchdog_enable(delay_ms, true); }
    void wdt_reset() { watchdog_update(); }

    enum resetReason_t {
        UNKNOWN_RESET,
        PWRON_RESET,
        RUN_PIN_RESET,
        SOFT_RESET,
        WDT_RESET,
        DEBUG_RESET,
        GLITCH_RESET,
        BROWNOUT_RESET
    };
    resetReason_t getResetReason();

    const char* getChipID();
    uint32_t hwrand32();
    bool isPicoW() { return true; }

    _MFIFO fifo;
};

extern RP2040 rp2040;
