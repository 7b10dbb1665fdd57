/// A scan for networks, as the `WiFi` objects of all cores offer it.
#ifndef OCEANHIL_SCAN_H
#define OCEANHIL_SCAN_H

#include <WString.h>
#include <machine/network.h>
#include <stdint.h>

#include <vector>

#define WIFI_SCAN_RUNNING (-1)
#define WIFI_SCAN_FAILED (-2)

namespace oceanhil {

class Scan {
  public:
    /// Scans, and waits for it unless it is to go on by itself; gives how many networks there are, or
    /// WIFI_SCAN_RUNNING.
    int begin(bool is_asynchronous);
    /// Gives how many networks there are; WIFI_SCAN_RUNNING, or WIFI_SCAN_FAILED if there was no scan.
    int outcome();
    void forget();

    const machine::HeardNetwork* at(size_t number) const { return number < heard_.size() ? &heard_[number] : nullptr; }
    String ssid(size_t number) const { return at(number) == nullptr ? String() : String(at(number)->ssid); }

  private:
    int finish();

    enum class Phase : uint8_t { none, running, done };
    Phase phase_ = Phase::none;
    uint64_t done_us_ = 0;
    std::vector<machine::HeardNetwork> heard_;
};

}  // namespace oceanhil

#endif
