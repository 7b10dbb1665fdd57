/// What FreeRTOS asserts of those who call it: where that does not hold, a board ends with the text of its kernel.
#pragma once

namespace oceanhil {

/// An assertion of the kernel of ESP-IDF 5.5.1: where it stands, and its condition as the compiler has it. A core that
/// tells no place of its own says less.
struct KernelAssertion {
    unsigned line;
    const char* file;
    const char* function;
    const char* condition;
};

/// Whoever gives a mutex that a task holds is that task.
constexpr KernelAssertion kGivesWhatItHolds = {5156, "tasks.c", "xTaskPriorityDisinherit",
                                               "pxTCB == pxCurrentTCBs[ xPortGetCoreID() ]"};

/// Ends the program as the core's `configASSERT` does.
[[noreturn]] void fail_in_kernel(const KernelAssertion& failed);

inline void kernel_asserts(bool holds, const KernelAssertion& assertion) {
    if (!holds) {
        fail_in_kernel(assertion);
    }
}

}  // namespace oceanhil
