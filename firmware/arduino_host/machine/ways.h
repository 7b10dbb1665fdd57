/// By which calls a program came to what it does: each way of calls has a number.
///
/// What is it: a table of the ways of this boot, found by what the stack holds. The number goes with each note and each
/// question (link.cpp); the calls themselves are told once, before the first that carries their number.
#ifndef OCEANHIL_MACHINE_WAYS_H
#define OCEANHIL_MACHINE_WAYS_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine::ways {

/// How many calls are told of a way at most: those of the API below a sketch's own are among them.
constexpr size_t kCallsMost = 24;

struct Way {
    /// From 1; 0 where nothing is known of the calls, or too many ways are known.
    uint16_t number = 0;
    /// Whether it has not been told yet in this boot.
    bool is_new = false;
    /// Return addresses, innermost first.
    const uint64_t* calls = nullptr;
    size_t count = 0;
};

/// Makes room for the table, once for all boots of a process.
void prepare();

/// Lets a boot begin, of which no way is known yet.
void begin();

/// The way that leads to whoever calls.
Way here();

}  // namespace oceanhil::machine::ways

#endif
