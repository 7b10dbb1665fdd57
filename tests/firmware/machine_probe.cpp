// Firmware for the tests of the bare machines: does one thing for each letter
// that comes in, and says what it found.
#include "../../firmware/bare/drift.h"
#include "../../firmware/bare/machine.h"
#include "../../firmware/bare/text.h"

extern "C" [[noreturn]] void run();

namespace {

constexpr uint32_t places = 4;

void say(const bare::Text<160> &text) {
  machine::console_write(reinterpret_cast<const uint8_t *>(text.data()),
                         text.size());
}

void say(const char *word, uint32_t number) {
  bare::Text<160> line;
  line.add(word);
  line.add(" ");
  line.add_number(number);
  line.add("\r\n");
  say(line);
}

uint32_t spare_address() {
  return machine::identity.spare_sector * machine::sector_bytes;
}

void say_stored() {
  uint8_t stored[places];
  machine::flash_read(spare_address() + 254, stored, sizeof stored);
  bare::Text<160> line;
  line.add("stored");
  for (const uint8_t byte : stored) {
    line.add(" ");
    line.add_number(byte);
  }
  line.add("\r\n");
  say(line);
}

// Products and quotients of 64 bits, which not every compiler's library can do.
uint32_t calculated(uint64_t seed) {
  const uint64_t product =
      seed * 6364136223846793005ULL + 1442695040888963407ULL;
  const auto quotient = static_cast<int64_t>(product / 1000003ULL) -
                        static_cast<int64_t>(product % 1000003ULL);
  return static_cast<uint32_t>(static_cast<uint64_t>(quotient / -7) >> 8) %
         1000000007U;
}

/// A year and a second but one µs by a clock with one of five drifts, and as
/// many µs of its own in true time again.
void say_drift(size_t which) {
  constexpr int64_t drifts[] = {-500000, -1, 0, 12500, 1000000};
  constexpr uint64_t true_us = 365ULL * 24 * 3600 * 1000000 + 999999;
  const int64_t counted_us = drift::counted_us(true_us, drifts[which]);
  say("counted", static_cast<uint32_t>(counted_us));
  say("back", static_cast<uint32_t>(drift::true_us(
                  static_cast<uint64_t>(counted_us), drifts[which])));
}

void crash() {
#if defined(__XTENSA__)
  __asm__ volatile("ill");
#else
  __asm__ volatile("udf #0");
#endif
}

void obey(int letter) {
  constexpr uint8_t across_a_page[places] = {0xF0, 0xFF, 0x0F, 0x12};
  switch (letter) {
  case 'e':
    say("erased", machine::flash_erase(spare_address()) ? 1 : 0);
    break;
  case 'p':
    say("programmed",
        machine::flash_program(spare_address() + 254, across_a_page, places)
            ? 1
            : 0);
    break;
  case 'o':
    say("outside", machine::flash_erase(machine::flash_bytes()) ? 1 : 0);
    break;
  case 'd':
    say_stored();
    break;
  case 'c':
    say("calculated", calculated(machine::flash_bytes() + 0x12345677));
    break;
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
    say_drift(static_cast<size_t>(letter - '1'));
    break;
  case 't':
    say("uptime", static_cast<uint32_t>(machine::uptime_us()));
    break;
  case 'r':
    machine::reset(machine::Reset::software);
  case 'x':
    crash();
    break;
  case 's':
    machine::die();
  default:
    break;
  }
}

} // namespace

void run() {
  machine::start();
  say("reset", static_cast<uint32_t>(machine::reset_cause()));
  say("held", machine::hold_strap() ? 1 : 0);
  for (;;) {
    const int letter = machine::console_read();
    if (letter < 0) {
      machine::rest(1000000);
    } else {
      obey(letter);
    }
  }
}
