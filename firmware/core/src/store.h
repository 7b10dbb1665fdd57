#ifndef OCEANREMOTE_STORE_H
#define OCEANREMOTE_STORE_H

#include "oceanremote/core.h"
#include "record.h"

namespace oceanremote {

/// Keeps the token record. Legacy: one record at address 0 of the EEPROM, rewritten in place. Reference: two slots; a
/// save goes to the one that does not hold the newest good record, so that one is always whole. At a boot the newest
/// good record is programmed once more over itself, so that the next save does not rely on cells that a power cut left
/// between 0 and 1.
/// Once power is lost every call gives false, and nothing more is done.
class Store {
  public:
    Store(const or_board& board, const or_settings& settings) : board_(board), settings_(settings) {}

    /// Reads the record; false: power is gone.
    bool load(or_reading& reading);
    /// Writes the record and gives what reads back; false: power is gone.
    bool save(const or_reading& record, or_reading& reading);
    /// Which slot the record that was read or saved last stands in; only for the reference store.
    or_slot slot() const { return slot_; }

  private:
    bool load_legacy(or_reading& reading);
    bool save_legacy(const or_reading& record, or_reading& reading);
    bool load_slots(or_reading& reading);
    bool save_slot(const or_reading& record, or_reading& reading);
    /// A slot as it was read once: its bytes, and what they say. Another read may give other bytes.
    struct Contents {
        uint8_t data[kReferenceBytes];
        or_reading reading;
    };

    bool read_slot(or_slot slot, Contents& contents);
    bool make_firm(or_slot slot, const uint8_t* data);

    const or_board& board_;
    const or_settings& settings_;
    uint32_t sequence_ = 0;
    or_slot slot_ = OR_SLOT_B;
    bool has_newest_ = false;
};

}  // namespace oceanremote

#endif
