/// ESP-NOW of a board whose neighbours are not there: who is known, and what becomes of what is sent.
///
/// What goes to everybody is sent, for nobody has to acknowledge it; what goes to one board is not acknowledged, so it
/// has failed when its repetitions are over. Nothing is ever received. Facts: ESP-IDF Programming Guide, "ESP-NOW".
#ifndef OCEANHIL_LONE_RADIO_H
#define OCEANHIL_LONE_RADIO_H

#include <stddef.h>
#include <stdint.h>

#include <vector>

namespace oceanhil {

constexpr size_t kNowMacBytes = 6;
constexpr size_t kNowKeyBytes = 16;
constexpr size_t kMostNowPeers = 20;
constexpr size_t kMostNowBytes = 250;

struct NowPeer {
    uint8_t mac[kNowMacBytes] = {};
    uint8_t key[kNowKeyBytes] = {};
    uint8_t channel = 0;
    uint8_t role = 0;
    bool is_encrypted = false;
};

class LoneRadio {
  public:
    /// Tells what became of a message: to whom it went, and whether it was sent.
    using Tell = void (*)(const uint8_t mac[kNowMacBytes], bool is_sent);

    bool is_begun = false;
    Tell tell = nullptr;
    std::vector<NowPeer> peers;

    void end();
    NowPeer* find(const uint8_t* mac);
    void forget(const uint8_t* mac);
    size_t count_encrypted() const;
    /// What became of it is told a little later.
    void send(const uint8_t* mac);
    /// To each that is known; gives how many.
    size_t send_to_all();
    /// The next of those that are known, from the first on; nullptr behind the last.
    NowPeer* next(bool from_start);

  private:
    size_t next_ = 0;
};

/// The one of the board.
LoneRadio& lone_radio();

}  // namespace oceanhil

#endif
