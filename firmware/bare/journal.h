// What the bench has told this board, kept in flash: entries of kind, length and data, one after another.
//
// An entry that comes later counts instead of an earlier one. Sectors are erased only when the board goes back to its
// factory state. This is the bench's affair: it is no flash work of the firmware, and no power cut strikes it.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace journal {

enum class Kind : uint8_t {
    boot = 1,      ///< one more boot; no data
    cut = 2,       ///< boot number and unit of a power cut, each four bytes, lowest first
    mac = 3,       ///< six bytes that the firmware shall read as MAC
    field = 4,     ///< provisioning: the field's name, NUL, its value
    pretence = 5,  ///< what is pretended (`or_pretence`), one byte, and its value, eight bytes, lowest first
    earlier = 6,   ///< how many boots there were before the journal was erased, four bytes, lowest first
};

constexpr size_t longest = 255;

struct Entry {
    Kind kind;
    uint8_t length;
    uint8_t data[longest];
};

/// Reads entries from the first to the last.
class Reader {
  public:
    /// Fills in the next entry; false after the last.
    bool next(Entry& entry);

    /// Where the next entry begins or would begin, in bytes from the chip's first.
    uint32_t address() const { return address_; }

  private:
    uint32_t address_ = 0;
};

/// Appends an entry of at most `longest` bytes; false when there is no room or the chip refuses.
bool append(Kind kind, const uint8_t* data, size_t length);

/// Forgets everything but how many boots there were.
bool erase();

/// Counts the boots that were noted, those before an `erase` among them.
uint32_t boots();

/// Gives the unit after which power is to be lost in that boot; false when it is not.
bool find_cut(uint32_t boot, uint32_t& unit);

}  // namespace journal
