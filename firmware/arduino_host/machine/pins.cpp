#include <string.h>

#include <algorithm>

#include "attached.h"
#include "board_time.h"
#include "boot.h"
#include "inbox.h"
#include "kept_memory.h"
#include "link.h"
#include "machine.h"
#include "resistors.h"

namespace oceanhil::machine {

namespace {

constexpr size_t kPins = 64;
constexpr uint16_t kFloating = 0;
// From this on the input of a pin is high: half of what the supply is.
constexpr uint16_t kHighLevel = 2048;
// A look at a pin with a part takes so long: whoever counts looks tells the lengths of its pulses by them.
constexpr uint64_t kLookAtPartUs = 1;

struct Pin {
    PinMode mode = PinMode::input;
    bool is_high = false;
    bool is_pulled_up = false;
    // What the world was last told of it.
    bool is_told = false;
    PinMode told_mode = PinMode::input;
    bool told_high = false;
    uint8_t told_latch = 0;
    // What drives it from outside, if anything does.
    bool is_driven = false;
    uint16_t level = kFloating;
    // Whom an edge calls, and whether one has come while interrupts were off: a chip has one bit for it, too.
    Edge edge = Edge::change;
    void (*serve)(void*) = nullptr;
    void* context = nullptr;
    bool has_edge = false;
};

/// A pad as it is outside.
struct Pad {
    PinMode mode;
    bool is_high;
};

/// What a latch keeps: bit 0 for pin 0. It outlasts boots, the flag of this one does not.
struct Latches {
    uint64_t held;
    uint64_t through_sleep;
    uint64_t outputs;
    uint64_t open_drains;
    uint64_t high;
    bool is_sleep_latched;
};

static_assert(sizeof(Latches) <= kept_memory::kLatchBytes, "latches need more room");

// What `Note::pin` tells of a latch: which of these the pad outlasts as it is.
enum LatchBit : uint8_t { kAtReset = 1, kInSleep = 2, kAtWake = 4 };

// Where nothing outlasts a boot, nor do they.
Latches own_latches;
bool are_latches_begun = false;

Pin pins[kPins];
bool are_interrupts_on = true;
bool is_edge_due = false;

// The level that a part's line had when its edges were last looked for, and what awaits the next one.
bool is_part_high = true;
uint32_t part_timer = 0;

bool level_of_pin(uint8_t pin);

struct PinPort {
    uint8_t first_pin;
    // What a program reads and writes, and what it would be if it had written nothing.
    PortWords shown;
    PortWords known;
};

constexpr size_t kBitsOfPinPort = 32;
// Whether anybody may write into them without a call.
bool are_ports_shown = false;
PinPort pin_ports[] = {{0, {}, {}}, {16, {}, {}}, {32, {}, {}}};

// Whoever was called for has perhaps been detached since.
void serve_edge(void* pin) {
    const Pin& moved = *static_cast<Pin*>(pin);
    if (moved.serve != nullptr) {
        moved.serve(moved.context);
    }
}

/// Has it served at once, but from within a call that lets time pass.
void call_for_edge(Pin& pin) {
    pin.has_edge = false;
    is_edge_due = true;
    interrupt_start(0, 0, serve_edge, &pin);
}

/// Whoever makes an edge itself is interrupted before the next instruction.
void serve_own_edges() {
    if (is_edge_due) {
        is_edge_due = false;
        serve_at_once();
    }
}

void take_edge(Pin& pin, bool was_high, bool is_high) {
    const bool is_sought = pin.edge == Edge::change || is_high == (pin.edge == Edge::rising);
    if (pin.serve == nullptr || was_high == is_high || !is_sought) {
        return;
    }
    if (are_interrupts_on) {
        call_for_edge(pin);
    } else {
        pin.has_edge = true;
    }
}

uint64_t bit_of(uint8_t pin) { return uint64_t{1} << pin; }

Latches& latches() {
    auto* const kept = static_cast<Latches*>(kept_memory::latches());
    Latches& found = kept == nullptr ? own_latches : *kept;
    if (!are_latches_begun) {
        are_latches_begun = true;
        if (reset_reason() == Reset::deep_sleep && !found.is_sleep_latched) {
            found.held &= found.through_sleep;
        }
    }
    return found;
}

Pad pad_of(uint8_t pin) {
    const Latches& latched = latches();
    if ((latched.held & bit_of(pin)) == 0) {
        return {pins[pin].mode, pins[pin].is_high};
    }
    const bool is_output = (latched.outputs & bit_of(pin)) != 0;
    const bool is_open_drain = (latched.open_drains & bit_of(pin)) != 0;
    return {is_output ? PinMode::output : (is_open_drain ? PinMode::open_drain : PinMode::input),
            (latched.high & bit_of(pin)) != 0};
}

uint8_t latch_of(uint8_t pin) {
    const Latches& latched = latches();
    const uint8_t in_sleep = latched.is_sleep_latched ? kInSleep : 0;
    if ((latched.held & bit_of(pin)) == 0) {
        return in_sleep;
    }
    const bool is_through_sleep = latched.is_sleep_latched || (latched.through_sleep & bit_of(pin)) != 0;
    return is_through_sleep ? kAtReset | kInSleep | kAtWake : kAtReset;
}

void put_bit(uint64_t& bits, uint8_t pin, bool is_set) {
    bits = is_set ? bits | bit_of(pin) : bits & ~bit_of(pin);
}

bool is_output_pin(const Pin& pin) { return pin.mode == PinMode::output || pin.mode == PinMode::open_drain; }

void put_port_bit(uint32_t& shown, uint32_t& known, uint32_t bit, bool is_set) {
    shown = is_set ? shown | bit : shown & ~bit;
    known = is_set ? known | bit : known & ~bit;
}

/// The bit of a pin in the words of a port; 0 if it is not among its pins.
uint32_t port_bit_of(const PinPort& port, uint8_t pin) {
    const bool is_there = pin >= port.first_pin && pin - port.first_pin < static_cast<int>(kBitsOfPinPort);
    return is_there ? 1U << (pin - port.first_pin) : 0;
}

/// Brings the words of all ports to the level that a pin has.
void show_input(uint8_t pin) {
    for (PinPort& port : pin_ports) {
        put_port_bit(port.shown.inputs, port.known.inputs, port_bit_of(port, pin), level_of_pin(pin));
    }
}

/// Brings them to all that is true of a pin.
void show_pin(uint8_t pin) {
    for (PinPort& port : pin_ports) {
        const uint32_t bit = port_bit_of(port, pin);
        put_port_bit(port.shown.levels, port.known.levels, bit, pins[pin].is_high);
        put_port_bit(port.shown.outputs, port.known.outputs, bit, is_output_pin(pins[pin]));
    }
    show_input(pin);
}

void tell_pin(uint8_t pin) {
    Pin& written = pins[pin];
    if (!is_watched_pin(pin)) {
        return;
    }
    const Pad pad = pad_of(pin);
    const uint8_t latch = latch_of(pin);
    // A loop that writes the same level a million times a second moves no pin.
    const bool is_as_told =
        written.told_mode == pad.mode && written.told_high == pad.is_high && written.told_latch == latch;
    if (written.is_told && is_as_told) {
        return;
    }
    written.is_told = true;
    written.told_mode = pad.mode;
    written.told_high = pad.is_high;
    written.told_latch = latch;
    const uint8_t told[] = {pin, static_cast<uint8_t>(pad.mode), static_cast<uint8_t>(pad.is_high), latch};
    link::note(link::Note::pin, present_us(), {{told, sizeof told}});
    be_seen();
}

bool holds_low(const Pad& pad) {
    return (pad.mode == PinMode::output || pad.mode == PinMode::open_drain) && !pad.is_high;
}

bool level_of_pin(uint8_t pin) {
    const Pin& found = pins[pin];
    // An output shows what is written, an input what drives it, and where nothing does what pulls it.
    const Pad pad = pad_of(pin);
    if (found.is_driven && pad.mode != PinMode::output) {
        return found.level >= kHighLevel;
    }
    if (pad.mode == PinMode::output) {
        return pad.is_high;
    }
    if (attached::is_at(pin)) {
        return !holds_low(pad) && !attached::pulls_low();
    }
    const bool is_up = found.mode == PinMode::input_pullup || (found.mode == PinMode::input && found.is_pulled_up);
    return is_up;
}

/// Calls for an edge that a part made, and awaits its next one, as long as anybody is to be called.
void follow_part(void*) {
    const uint8_t pin = attached::pin();
    if (part_timer != 0) {
        timer_stop(part_timer);
        part_timer = 0;
    }
    if (pin >= kPins || pins[pin].serve == nullptr) {
        return;
    }
    const bool was_high = is_part_high;
    is_part_high = level_of_pin(pin);
    take_edge(pins[pin], was_high, is_part_high);
    const uint64_t next_us = attached::next_edge_us();
    if (next_us != UINT64_MAX) {
        part_timer = interrupt_start(next_us - present_us(), 0, follow_part, nullptr);
    }
}

/// Lets a part at the pin know what the program does with its line.
void hold_part(uint8_t pin) {
    if (attached::is_at(pin)) {
        attached::held(holds_low(pad_of(pin)));
        follow_part(nullptr);
    }
}

/// Changes what a program has made of a pin. A pull or an output that moves its level makes an edge, as others do that drive
/// it: chips look for edges at the pad.
template <typename Change>
void change_pin(uint8_t pin, Change change) {
    const bool is_awaited = pins[pin].serve != nullptr && !attached::is_at(pin);
    const bool was_high = is_awaited && level_of_pin(pin);
    change(pins[pin]);
    if (is_awaited) {
        take_edge(pins[pin], was_high, level_of_pin(pin));
    }
    hold_part(pin);
}

void set_pin_mode(uint8_t pin, PinMode mode) {
    change_pin(pin, [mode](Pin& moved) { moved.mode = mode; });
    show_pin(pin);
    // Whoever held a pin may let it go by this.
    if (mode == PinMode::output || pins[pin].is_told) {
        tell_pin(pin);
    }
}

void set_pin_level(uint8_t pin, bool high) {
    change_pin(pin, [high](Pin& moved) { moved.is_high = high; });
    show_pin(pin);
    tell_pin(pin);
}

/// Does what a program has written into the words of a port.
void follow_port(PinPort& port) {
    // Levels go first: a pin that becomes an output has the one that was written before.
    const uint32_t levels = port.shown.levels;
    const uint32_t outputs = port.shown.outputs;
    const uint32_t moved = levels ^ port.known.levels;
    const uint32_t turned = outputs ^ port.known.outputs;
    for (uint8_t bit = 0; bit < kBitsOfPinPort; ++bit) {
        const auto pin = static_cast<uint8_t>(port.first_pin + bit);
        if ((moved >> bit & 1) != 0) {
            set_pin_level(pin, (levels >> bit & 1) != 0);
        }
        if ((turned >> bit & 1) != 0) {
            set_pin_mode(pin, (outputs >> bit & 1) != 0 ? PinMode::output : PinMode::input);
        }
    }
    port.shown.inputs = port.known.inputs;
}

}  // namespace

namespace inbox {

void take_level(const uint8_t* data, size_t size) {
    uint16_t level = 0;
    if (size == sizeof(uint8_t) + sizeof level && data[0] < kPins) {
        const bool was_high = level_of_pin(data[0]);
        memcpy(&level, data + 1, sizeof level);
        pins[data[0]].level = level;
        pins[data[0]].is_driven = true;
        show_pin(data[0]);
        take_edge(pins[data[0]], was_high, level_of_pin(data[0]));
    }
}

bool is_pin_awaited() {
    return are_ports_shown || std::any_of(pins, pins + kPins, [](const Pin& each) { return each.serve != nullptr; });
}

}  // namespace inbox

PortWords& port_words(uint8_t first_pin) {
    are_ports_shown = true;
    for (PinPort& port : pin_ports) {
        if (port.first_pin == first_pin) {
            return port.shown;
        }
    }
    return pin_ports[0].shown;
}

void ports_follow() {
    if (!are_ports_shown) {
        return;
    }
    if (attached::is_any()) {
        show_input(attached::pin());
    }
    for (PinPort& port : pin_ports) {
        if (port.shown.levels != port.known.levels || port.shown.outputs != port.known.outputs ||
            port.shown.inputs != port.known.inputs) {
            follow_port(port);
        }
    }
}

void pin_mode(uint8_t pin, PinMode mode) {
    ports_follow();
    if (pin < kPins) {
        set_pin_mode(pin, mode);
        serve_own_edges();
    }
}

void pin_write(uint8_t pin, bool high) {
    ports_follow();
    if (pin < kPins) {
        set_pin_level(pin, high);
        serve_own_edges();
    }
}

void pad_latch(uint8_t pin, bool through_sleep) {
    ports_follow();
    if (pin >= kPins) {
        return;
    }
    const Pad pad = pad_of(pin);
    Latches& latched = latches();
    put_bit(latched.outputs, pin, pad.mode == PinMode::output);
    put_bit(latched.open_drains, pin, pad.mode == PinMode::open_drain);
    put_bit(latched.high, pin, pad.is_high);
    put_bit(latched.through_sleep, pin, through_sleep);
    put_bit(latched.held, pin, true);
    tell_pin(pin);
}

void pad_let_go(uint8_t pin) {
    ports_follow();
    if (pin < kPins && (latches().held & bit_of(pin)) != 0) {
        put_bit(latches().held, pin, false);
        show_pin(pin);
        tell_pin(pin);
    }
}

void pads_latch_in_sleep(bool on) {
    ports_follow();
    latches().is_sleep_latched = on;
    for (uint8_t pin = 0; pin < kPins; ++pin) {
        if (pins[pin].is_told || (latches().held & bit_of(pin)) != 0) {
            tell_pin(pin);
        }
    }
}

bool pin_read(uint8_t pin) {
    if (attached::is_at(pin)) {
        wait_us(kLookAtPartUs);
    }
    ports_follow();
    return pin < kPins && level_of_pin(pin);
}

bool pin_look(uint8_t pin) {
    if (!attached::is_at(pin)) {
        look();
    }
    return pin_read(pin);
}

void pin_pulled_up(uint8_t pin) {
    pins[pin].is_pulled_up = true;
    show_pin(pin);
}

uint16_t analog_read(uint8_t pin) { return pin < kPins ? pins[pin].level : kFloating; }

void pwm_write(uint8_t pin, uint16_t duty) { pin_write(pin, duty != 0); }

void pin_interrupt(uint8_t pin, Edge edge, void (*serve)(void*), void* context) {
    if (pin < kPins) {
        pins[pin].edge = edge;
        pins[pin].serve = serve;
        pins[pin].context = context;
        pins[pin].has_edge = false;
        if (attached::is_at(pin)) {
            is_part_high = level_of_pin(pin);
            follow_part(nullptr);
        }
    }
}

bool interrupts(bool on) {
    const bool were_on = are_interrupts_on;
    are_interrupts_on = on;
    if (on && !were_on) {
        for (Pin& each : pins) {
            if (each.has_edge) {
                call_for_edge(each);
            }
        }
        serve_own_edges();
        look();
    }
    return were_on;
}

}  // namespace oceanhil::machine
