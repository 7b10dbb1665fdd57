// The life of the process: it waits for an order to boot, and becomes two, of which one runs the sketch. That one
// serves the boots that follow, too, with its globals put back as they were (rebirth.h); when it has crashed, the other
// makes a new one. So every boot has fresh globals, and their constructors run as they do on a board.
#include "boot.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>

#include "board_time.h"
#include "c_time.h"
#include "call_chain.h"
#include "calls.h"
#include "chance.h"
#include "coverage.h"
#include "entry.h"
#include "heap.h"
#include "heap_start.h"
#include "holders.h"
#include "host_memory.h"
#include "interruption.h"
#include "kept_memory.h"
#include "link.h"
#include "machine.h"
#include "measures.h"
#include "rebirth.h"
#include "registers.h"
#include "scheduler.h"
#include "stacks.h"
#include "storage.h"
#include "task_variables.h"
#include "ways.h"

namespace machine = oceanhil::machine;

#if defined(__linux__)
// What the linker calls the C library's function, for a sketch has none of this name (firmware/sketches/targets.py).
extern "C" pid_t __real_fork();
#else
#define __real_fork fork
#endif

namespace oceanhil::machine {

// Where a boot begins that is not the process's first: the frame of main. It lies apart, for globals are put back.
sigjmp_buf* beginning = nullptr;

namespace {

constexpr int kFrames = 24;
constexpr size_t kWordBytes = 32;
constexpr size_t kSignalStack = 65536;
constexpr uintptr_t kStackReach = 65536;
// In place of a signal's number: hil/worlds/sketch/crashes.py knows them.
constexpr int kStackOverflow = 1000;
constexpr int kStore = 1001;
constexpr int kFetch = 1002;
constexpr int kBeforeAllOthers = 101;
// Looks, one for each second of processor time, without a call to the machine after which the program counts as
// hanging.
constexpr int kPatience = 2;
// And of one that is at the registers of its chip: a picture for a display takes some seconds here.
constexpr int kPatienceWithRegisters = 60;

// In the order of `Crash`; hil/worlds/sketch/crashes.py reads them.
constexpr const char* kCrashWords[] = {"abort",
                                       "assert",
                                       "out-of-memory",
                                       "heap-corrupt",
                                       "stack-overflow",
                                       "stack-smashed",
                                       "task-watchdog",
                                       "interrupt-watchdog",
                                       "software-watchdog",
                                       "hardware-watchdog",
                                       "panic",
                                       "hard-fault",
                                       "watchdog-restart"};

link::Boot boot;
bool is_begun = false;
alignas(16) char signal_stack[kSignalStack];
uint32_t served_then = 0;
int looks_without = 0;

/// Tells in which calls the program is, innermost first; addresses from where the program was loaded.
[[noreturn]] void tell_calls(link::End how, int signal_number, void* const* frames, int count) {
    uint64_t told[kFrames + 1] = {static_cast<uint64_t>(signal_number)};
    for (int each = 0; each < count; ++each) {
        told[each + 1] = reinterpret_cast<uint64_t>(frames[each]);
    }
    link::tell_end(how, present_us(), {told, sizeof(uint64_t) * static_cast<size_t>(count + 1)});
}

/// Tells of a program that does nothing more, which a watchdog will end: with the word for its bite, and where it is.
[[noreturn]] void tell_bite(Bite bite) {
    void* frames[kFrames];
    const int count = call_chain(frames, kFrames);
    const char* const word = kCrashWords[static_cast<size_t>(bite.kind)];
    char told[kWordBytes + kFrames * sizeof(uint64_t)];
    const size_t size = strlen(word) + 1;
    memcpy(told, word, size);
    for (int each = 0; each < count; ++each) {
        const auto place = reinterpret_cast<uint64_t>(frames[each]);
        memcpy(told + size + sizeof place * static_cast<size_t>(each), &place, sizeof place);
    }
    link::tell_end(link::End::bite, std::max(bite.at_us, present_us()),
                   {told, size + sizeof(uint64_t) * static_cast<size_t>(count)});
}

[[noreturn]] void tell_place(link::End how, int signal_number) {
    void* frames[kFrames];
    tell_calls(how, signal_number, frames, call_chain(frames, kFrames));
}

uintptr_t stack_pointer(const ucontext_t& context) {
#if defined(__i386__) && defined(__linux__)
    return static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_ESP]);
#else
    (void)context;
    return 0;
#endif
}

/// Whether the program has touched what lies just below its stack, or above what it has just asked for there; who
/// writes beyond the other end of it does not overflow it.
bool is_overflow(const siginfo_t& about, const ucontext_t& context) {
    const uintptr_t top = stack_pointer(context);
    const auto touched = reinterpret_cast<uintptr_t>(about.si_addr);
    const auto end = reinterpret_cast<uintptr_t>(stacks::own_end());
    if (top < end && touched >= end) {
        return false;
    }
    return about.si_signo == SIGSEGV && touched + kStackReach > top && touched < top + kStackReach;
}

/// What the program wanted of memory that is not its own: to write there, or to go on there; else it read.
int wanted_of_memory(const siginfo_t& about, const ucontext_t& context) {
#if defined(__i386__) && defined(__linux__)
    // Intel 64 and IA-32 manual, volume 3, 4.7: exception 14, whose error code has bit 1 where it was a write.
    constexpr greg_t kPageFault = 14;
    constexpr greg_t kWrite = 2;
    const greg_t* registers = context.uc_mcontext.gregs;
    if (about.si_signo == SIGSEGV && registers[REG_TRAPNO] == kPageFault) {
        if (reinterpret_cast<uintptr_t>(about.si_addr) == static_cast<uintptr_t>(registers[REG_EIP])) {
            return kFetch;
        }
        return (registers[REG_ERR] & kWrite) != 0 ? kStore : SIGSEGV;
    }
#endif
    return about.si_signo;
}

/// Tells from where the program called what is no code: an unwinder knows nothing of such a place.
[[noreturn]] void tell_caller(const ucontext_t& context) {
    void* frames[kFrames] = {};
    int count = 1;
#if defined(__i386__) && defined(__linux__)
    // The call has left where it was to come back, and the caller's frame is still the one in force.
    frames[count++] = *reinterpret_cast<void**>(stack_pointer(context));
    auto frame = static_cast<uintptr_t>(context.uc_mcontext.gregs[REG_EBP]);
    for (uintptr_t before = stack_pointer(context); count < kFrames; ++count) {
        if (frame <= before || frame - before > kStackReach || frame % sizeof(void*) != 0) {
            break;
        }
        void** const saved = reinterpret_cast<void**>(frame);
        frames[count] = saved[1];
        before = frame;
        frame = reinterpret_cast<uintptr_t>(saved[0]);
    }
#else
    (void)context;
#endif
    tell_calls(link::End::fault, kFetch, frames, count);
}

void on_crash(int signal_number, siginfo_t* about, void* context) {
    if (registers::serve(*about, context)) {
        return;
    }
    signal(signal_number, SIG_DFL);
    const ucontext_t& where = *static_cast<ucontext_t*>(context);
    if (is_overflow(*about, where)) {
        tell_place(link::End::fault, kStackOverflow);
    }
    const int wanted = wanted_of_memory(*about, where);
    if (wanted == kFetch) {
        tell_caller(where);
    }
    tell_place(link::End::fault, wanted);
}

void on_look(int, siginfo_t*, void* context) {
    const bool is_still = interruption::is_where_it_was();
    const int patience = served_then == registers::served() ? kPatience : kPatienceWithRegisters;
    served_then = registers::served();
    looks_without = is_still ? looks_without + 1 : 0;
    if (!is_still) {
        interruption::end();
    }
    if (looks_without >= patience && !interruption::begin(context)) {
        const Bite bite = next_bite();
        if (bite.at_us != 0) {
            tell_bite(bite);
        }
        tell_place(link::End::hang, 0);
    }
}

void watch_signals() {
    stack_t stack = {};
    stack.ss_sp = signal_stack;
    stack.ss_size = sizeof signal_stack;
    sigaltstack(&stack, nullptr);
    struct sigaction action = {};
    action.sa_flags = SA_ONSTACK | SA_SIGINFO;
    action.sa_sigaction = on_crash;
    for (const int each : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) {
        sigaction(each, &action, nullptr);
    }
    action.sa_flags = SA_ONSTACK | SA_SIGINFO | SA_RESTART;
    action.sa_sigaction = on_look;
    sigaction(SIGPROF, &action, nullptr);
    interruption::look_each_second();
}

void begin_boot() {
    link::put_texts(boot);
    is_begun = true;
    seed_chance(boot.seed);
    begin_c_time();
    task_variables::begin();
    heap::begin(boot.heap_bytes);
    holders::begin();
    ways::begin();
    kept_memory::begin(reset_reason(), boot.has_forgotten != 0);
    watch_signals();
    errno = 0;
}

[[noreturn]] void boot_again() {
    link::tell_ended(0);
    link::Boot next;
    if (!link::await_boot(next)) {
        _exit(0);
    }
    rebirth::put_back();
    boot = next;
    begin_boot();
    siglongjmp(*beginning, 1);
}

__attribute__((constructor(kBeforeAllOthers))) void serve_boots() {
    if (is_begun) {
        return;
    }
    // The first call loads what it needs, which a handler of signals must not.
    void* frame = nullptr;
    call_chain(&frame, 1);
    link::open();
    beginning = static_cast<sigjmp_buf*>(malloc(sizeof *beginning));
    scheduler::prepare();
    kept_memory::prepare();
    heap::prepare();
    holders::prepare();
    ways::prepare();
    flash_prepare();
    registers::prepare();
    while (link::await_boot(boot)) {
        const pid_t process = __real_fork();
        if (process == 0) {
            if (rebirth::is_possible()) {
                rebirth::keep();
            }
            return begin_boot();
        }
        int status = 0;
        waitpid(process, &status, 0);
        link::tell_ended(status);
    }
    _exit(0);
}

}  // namespace

void end_boot() {
    kept_memory::end();
    coverage::write();
    if (!rebirth::is_possible()) {
        _exit(0);
    }
    boot_again();
}

Reset reset_reason() { return static_cast<Reset>(boot.reset); }

LastCrash last_crash() { return static_cast<LastCrash>(boot.crash); }

uint8_t last_exception() { return boot.exception; }

bool boot_mac(uint8_t mac[6]) {
    memcpy(mac, boot.mac, sizeof boot.mac);
    return std::any_of(mac, mac + sizeof boot.mac, [](uint8_t each) { return each != 0; });
}

uint32_t boot_number() { return boot.number; }

bool is_watched_pin(uint8_t pin) { return (boot.watched_pins >> pin & 1) != 0; }

void restart() { link::tell_end(link::End::restart, present_us(), {nullptr, 0}); }

void deep_sleep(uint64_t duration_us) {
    link::tell_end(link::End::deep_sleep, present_us(), {&duration_us, sizeof duration_us});
}

namespace {

void put_calls(host::Vector<char>& told, const Calls& calls) {
    const auto* const first = reinterpret_cast<const char*>(calls.data());
    told.insert(told.end(), first, first + count(calls) * sizeof calls[0]);
}

/// The word, the place and the calls behind their count; then of a keeper its name and the calls in which it took that.
[[noreturn]] void crash_at(Crash kind, const char* place, const Calls& calls, const Keeper* keeper = nullptr) {
    const char* const word = kCrashWords[static_cast<size_t>(kind)];
    host::Vector<char> told(word, word + strlen(word) + 1);
    told.insert(told.end(), place, place + strlen(place) + 1);
    const uint64_t number = count(calls);
    const auto* const first = reinterpret_cast<const char*>(&number);
    told.insert(told.end(), first, first + sizeof number);
    put_calls(told, calls);
    if (keeper != nullptr) {
        told.insert(told.end(), keeper->name, keeper->name + strlen(keeper->name) + 1);
        put_calls(told, keeper->took);
    }
    // Looking at a heap that is corrupt would be the next crash.
    if (heap_is_whole()) {
        tell_measures();
    }
    link::tell_end(link::End::crash, present_us(), {told.data(), told.size()});
}

}  // namespace

void crash(Crash kind, const char* place) { crash_at(kind, place, calls_here()); }

void crash_of_assertion(unsigned line, const char* file, const char* function, const char* condition) {
    char place[512];
    snprintf(place, sizeof place, "%u\n%s\n%s\n%s", line, file, function, condition);
    crash(Crash::assert_failed, place);
}

void crash_by(Crash kind, const Task* task, const char* name, const Keeper* keeper) {
    crash_at(kind, name, task == nullptr ? Calls() : task_calls(task), keeper);
}

}  // namespace oceanhil::machine

extern "C" {

/// A board has nobody to go back to: its C libraries abort.
void exit(int) { abort(); }

/// What a function calls that has written past the end of its own arrays (`-fstack-protector-strong`).
[[noreturn]] void __stack_chk_fail() { machine::crash(machine::Crash::stack_smashed); }

#if defined(__GLIBC__)
/// What `assert` calls: here it would write to the terminal of whoever runs the simulator.
void __assert_fail(const char* condition, const char* file, unsigned line, const char* function) noexcept {
    machine::crash_of_assertion(line, file, function == nullptr ? "" : function, condition);
}
#endif

}  // extern "C"

int main() {
    if (sigsetjmp(*machine::beginning, 1) != 0) {
        machine::rebirth::construct();
    }
    machine::scheduler::begin(static_cast<char*>(__builtin_frame_address(0)));
    machine::yield();
    machine::set_up();
    for (;;) {
        machine::turn();
        machine::end_turn();
    }
}
