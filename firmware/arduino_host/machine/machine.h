/// The machine below the Arduino API on the host: one board, as a sketch's program meets it.
///
/// What is it: time, chance, console, pins, chip, flash and network of a simulated board, as calls. The headers of a
/// core (`api/`) are written on these calls alone. `link.cpp` passes them to the simulator, which is another process.
///
/// What it must not know: Arduino. No `String`, no `Serial`, no names of cores; families differ in the headers above.
///
/// Which laws hold: time passes only in `wait_us`, in `yield`, and a little in calls that look at something, so that a
/// loop that looks at the time ends. Between two such calls nothing changes: no byte arrives, no pin moves. A program
/// that makes none for seconds of this machine's time is interrupted (interruption.h). What a call does is seen by the
/// world at the time of the call, in the order of the calls. A power cut may come in any call that reaches the world;
/// then the call does not return, and no destructor runs.
///
/// Times are in microseconds since the boot, by the device's own clock, unless a name says otherwise.
#ifndef OCEANHIL_MACHINE_H
#define OCEANHIL_MACHINE_H

#include <stddef.h>
#include <stdint.h>

namespace oceanhil::machine {

constexpr uint64_t kMillisecondUs = 1000;
constexpr uint64_t kSecondUs = 1000 * kMillisecondUs;

// Time

/// Microseconds since the boot as the board's counters show it, never wrapping. Asking takes a little time itself.
uint64_t micros();
/// As `micros`, for a program that goes on by what it has read: whoever takes its place within a millisecond does so in
/// between, as behind an interrupt that takes its time.
uint64_t micros_for_program();
/// A look at something that others change, such as a pin: it takes a little time, in which they do so.
void look();
/// Lets time pass: what arrives, pins that move, timers and other tasks are served meanwhile.
void wait_us(uint64_t duration_us);
/// Lets time pass in which the program does not rest: where only rests give others their turn, nobody has one.
void spin_us(uint64_t duration_us);
/// From now on only `wait_us`, `yield` and the end of a turn of the loop give others their turn: timers but those of
/// `interrupt_start`, tasks, and changes of the network. Else each call that lets time pass does.
void only_rests_give_turns();
/// Lets others have their turn, if they want one; feeds the watchdog that watches the program.
void yield();
/// Wall time in microseconds since 1970, by the device's own clock.
int64_t unix_us();
void set_unix_us(int64_t unix_us);

// Chance

/// 32 random bits of the chip's own generator.
uint32_t random_32();

// Console: UART 0, or USB where a family has it there

void console_write(const uint8_t* data, size_t bytes);
/// Bytes that have arrived and were not read.
size_t console_available();
/// The next byte, -1 if there is none; `console_peek` leaves it there.
int console_read();
int console_peek();
/// How fast the console sends, in bits a second, ten for a byte; what is written waits for room in a buffer of 128 bytes.
void console_speed(uint32_t baud);
/// Waits until all that was written is sent.
void console_flush();
/// Calls `heard(context)` after bytes have arrived, from within a call that lets time pass; nullptr to end it.
void console_listen(void (*heard)(void*), void* context);
/// Forgets what arrives beyond so many bytes that were not read. The default is the core's own.
void console_room(size_t bytes);

// Pins: numbers of GPIOs

enum class PinMode : uint8_t { input, output, input_pullup, input_pulldown, open_drain };

void pin_mode(uint8_t pin, PinMode mode);
void pin_write(uint8_t pin, bool high);
/// Latches a pad as it is: whatever is written of the pin shows only when it is let go, or a boot begins for which that
/// does not hold. Pads outlast resets so, and deep sleeps too if `through_sleep`; never a loss of power.
void pad_latch(uint8_t pin, bool through_sleep);
void pad_let_go(uint8_t pin);
/// Latches all pads while the board sleeps deeply; those that are latched anyway stay so as it wakes.
void pads_latch_in_sleep(bool on);
/// The level: what is written of an output; of an input what drives it, else what its pull says, else low.
bool pin_read(uint8_t pin);
/// The same for a program that goes on by it: such a look takes a little time.
bool pin_look(uint8_t pin);
/// 0 to 4095, whatever resolution a core shows.
uint16_t analog_read(uint8_t pin);
/// 0 to 65535, of a full period.
void pwm_write(uint8_t pin, uint16_t duty);

/// Pins as a chip's registers have them, a bit each: what was written of them, which of them are outputs, levels as
/// they are. What is written into `levels` and `outputs` moves pins at the next call that lets time pass or has to do
/// with pins; `ports_follow` is such a call, too. Pins move only then, so nobody can tell.
struct PortWords {
    uint32_t levels;
    uint32_t outputs;
    uint32_t inputs;
};

/// The words of 32 pins of which bit 0 is `first_pin`: 0, 16 or 32. They stay where they are.
PortWords& port_words(uint8_t first_pin);
void ports_follow();

enum class Edge : uint8_t { rising, falling, change };

/// Calls `serve(context)` at each edge, from within a call that lets time pass or makes the edge; nullptr to end it.
void pin_interrupt(uint8_t pin, Edge edge, void (*serve)(void*), void* context);
/// While interrupts are off, edges are kept and served later. Gives whether they were on.
bool interrupts(bool on);

// Timers

/// Calls `serve(context)` after `delay_us`, and then each `period_us` unless that is 0, from within a call that lets
/// time pass. Gives a number above 0.
uint32_t timer_start(uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context);
/// The same for which hardware interrupts the program: `is_interrupted` (tasks.h) is true meanwhile.
uint32_t interrupt_start(uint64_t delay_us, uint64_t period_us, void (*serve)(void*), void* context);
void timer_stop(uint32_t timer);

}  // namespace oceanhil::machine

#endif
