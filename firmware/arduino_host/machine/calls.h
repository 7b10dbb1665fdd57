/// Where the program is: the calls that lead to a place in it, by the frames on the stack.
///
/// All that is compiled here keeps its frame pointer (firmware/sketches/targets.py), so this costs some nanoseconds and
/// can be asked at each allocation. A library that keeps none is passed over, or hides the calls above it.
#ifndef OCEANHIL_MACHINE_CALLS_H
#define OCEANHIL_MACHINE_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include <array>

namespace oceanhil::machine {

struct Task;

/// How many calls are told at most.
constexpr size_t kCallsMost = 12;

/// Return addresses, innermost first, and 0 from where nothing is known.
using Calls = std::array<uint64_t, kCallsMost>;

/// Who has what a task waits for: its name, and the calls in which it took that.
struct Keeper {
    const char* name;
    Calls took;
};

/// The calls that lead here, without the caller of this one itself.
Calls calls_here();
/// The calls in which a task waits for its turn; of the one that runs, those that lead here.
Calls task_calls(const Task* task);
/// The calls that lead to the function with this frame, on a stack that ends there.
Calls calls_from(const void* frame, const char* end);
size_t count(const Calls& calls);
/// The same for as many as there is room for; gives how many were found.
size_t walk_calls(uint64_t* calls, size_t most);

}  // namespace oceanhil::machine

#endif
