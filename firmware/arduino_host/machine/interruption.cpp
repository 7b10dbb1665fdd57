#include "interruption.h"

#include <errno.h>
#include <sys/time.h>
#include <ucontext.h>

#include <algorithm>

#include "board_time.h"
#include "inbox.h"
#include "link.h"
#include "machine.h"
#include "scheduler.h"
#include "tasks.h"

#if defined(__linux__) && defined(__i386__)
#define OCEANHIL_CAN_INTERRUPT 1
#else
#define OCEANHIL_CAN_INTERRUPT 0
#endif

#if OCEANHIL_CAN_INTERRUPT
// What the linker puts first of all, and what it puts behind all that is the sketch's (src/boundary).
extern "C" void _start();
extern "C" void oceanhil_end_of_sketch();

extern "C" {
/// Where the program is sent: it keeps all registers, calls the next one, and goes back to where the program was.
void oceanhil_interruption();
void oceanhil_interrupted();
}

// Intel 64 and IA-32 manual, volume 1, 10.5 (FXSAVE); System V ABI for i386, 2.2 (stack, registers).
asm(R"(
    .pushsection .text
    .type oceanhil_interruption, @function
oceanhil_interruption:
    .cfi_startproc
    pushl %ebp
    .cfi_def_cfa_offset 8
    .cfi_offset 5, -8
    movl %esp, %ebp
    .cfi_def_cfa_register 5
    pushfl
    pushal
    cld
    subl $528, %esp
    andl $-16, %esp
    fxsave (%esp)
    fninit
    call oceanhil_interrupted
    fxrstor (%esp)
    leal -36(%ebp), %esp
    popal
    popfl
    popl %ebp
    .cfi_def_cfa 4, 4
    ret
    .cfi_endproc
    .size oceanhil_interruption, . - oceanhil_interruption
    .popsection
)");
#endif

namespace oceanhil::machine::interruption {

namespace {

// Time goes as for a loop that does nothing else than look at it: in steps that are a part of what it has waited.
constexpr uint32_t kUsualLookUs = 1000000;
constexpr uint32_t kNearLookUs = 4000;
constexpr uint64_t kPart = 32;
constexpr uint64_t kShortestUs = 1000;
// Whoever has not come for so long does not come.
constexpr uint64_t kPatienceUs = 60 * kSecondUs;
// How often the program may be somewhere else than in the sketch when it is looked at.
constexpr uint32_t kMisses = 500;

bool is_begun = false;
uint32_t asked_then = 0;
uint64_t present_then = 0;
uint64_t since_us = 0;
uint32_t misses = 0;
uint32_t left_alone = 0;

void look_each(uint32_t us) {
    const itimerval time = {{us / 1000000, us % 1000000}, {us / 1000000, us % 1000000}};
    setitimer(ITIMER_PROF, &time, nullptr);
}

bool can_anybody_come() {
    return next_due_us() != kForever || scheduler::has_others() || inbox::is_pin_awaited() ||
           inbox::is_console_awaited();
}

#if OCEANHIL_CAN_INTERRUPT
void send(ucontext_t& program) {
    greg_t* const registers = program.uc_mcontext.gregs;
    registers[REG_ESP] -= static_cast<greg_t>(sizeof(greg_t));
    *reinterpret_cast<greg_t*>(registers[REG_ESP]) = registers[REG_EIP];
    registers[REG_EIP] = reinterpret_cast<greg_t>(oceanhil_interruption);
}

bool is_in_sketch(const ucontext_t& program) {
    const auto at = static_cast<uintptr_t>(program.uc_mcontext.gregs[REG_EIP]);
    return at >= reinterpret_cast<uintptr_t>(_start) && at < reinterpret_cast<uintptr_t>(oceanhil_end_of_sketch);
}
#endif

}  // namespace

bool is_where_it_was() {
    const bool is_there = asked_then == link::asked() && present_then == present_us();
    asked_then = link::asked();
    present_then = present_us();
    return is_there;
}

void look_each_second() { look_each(kUsualLookUs); }

/// Lets time pass, and everybody have their turn.
void serve() {
    const uint64_t end_us = present_us() + std::max((present_us() - since_us) / kPart, kShortestUs);
    while (present_us() < end_us) {
        const uint64_t due_us = next_due_us();
        pass_shortly(std::min(end_us, due_us > present_us() ? due_us : present_us() + kShortestUs));
    }
    is_where_it_was();
}

bool begin(void* context) {
#if OCEANHIL_CAN_INTERRUPT
    auto& program = *static_cast<ucontext_t*>(context);
    if (!is_begun) {
        is_begun = true;
        since_us = present_us();
        misses = 0;
        left_alone = 0;
        look_each(kNearLookUs);
    }
    if (!scheduler::may_switch() || !can_anybody_come() || present_us() - since_us > kPatienceUs || misses > kMisses) {
        return false;
    }
    if (is_in_sketch(program)) {
        misses = 0;
        send(program);
    } else {
        ++misses;
    }
    return true;
#else
    (void)context;
    return false;
#endif
}

void end() {
    constexpr uint32_t kLeftAlone = kUsualLookUs / kNearLookUs;
    if (!is_begun) {
        return;
    }
    since_us = present_us();
    misses = 0;
    if (++left_alone > kLeftAlone) {
        is_begun = false;
        look_each(kUsualLookUs);
    }
}

}  // namespace oceanhil::machine::interruption

#if OCEANHIL_CAN_INTERRUPT
extern "C" [[gnu::used]] void oceanhil_interrupted() {
    const int error = errno;
    oceanhil::machine::interruption::serve();
    errno = error;
}
#endif
