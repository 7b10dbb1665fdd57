#include <PolledTimeout.h>

#include "machine.h"

namespace machine = oceanhil::machine;

namespace oceanhil {

namespace {

constexpr uint64_t kNanosOfMicro = 1000;

}  // namespace

uint64_t nanoseconds() { return machine::micros() * kNanosOfMicro; }

void give_turn() { machine::yield(); }

}  // namespace oceanhil
