/// A machine of a few lines, for tests of the Arduino API: time that only goes
/// where it is let go, pins as levels.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fake {

struct Pin {
    int mode = -1;
    bool level = false;
    uint16_t analog = 0;
    int pulse = -1;
};

struct Board {
    uint64_t now_us = 0;
    std::string written;
    std::string arriving;
    size_t room = 0;
    uint32_t baud = 0;
    std::map<int, Pin> pins;
    bool interrupts = true;
    uint32_t next_random = 0;
    int turns = 0;
    /// What happens at a time, from within a call that lets time pass.
    std::multimap<uint64_t, std::function<void()>> events;
    std::vector<std::string> trace;
};

extern Board board;

/// A machine that was just switched on.
void reset();
/// Drives an input, with its interrupt.
void drive(int pin, bool level);

}  // namespace fake
