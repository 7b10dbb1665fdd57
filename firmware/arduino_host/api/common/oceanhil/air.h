/// What a station sees of its network beyond the name: the same in every simulated network.
#ifndef OCEANHIL_AIR_H
#define OCEANHIL_AIR_H

#include <stdint.h>

namespace oceanhil::air {

/// Of the access point: an address that no maker has (IEEE 802, locally administered).
constexpr uint8_t kBssid[6] = {0x02, 0x00, 0x5E, 0x10, 0x00, 0x01};
constexpr int32_t kChannel = 6;
/// A good signal, at some metres.
constexpr int32_t kRssiDbm = -55;
/// The last number of the router's address, which answers for names, too.
constexpr uint8_t kRouter = 1;
constexpr uint8_t kMask[4] = {255, 255, 255, 0};
/// What a radio is that has stations of its own: 192.168.4.1 in all cores.
constexpr uint8_t kSoftAp[4] = {192, 168, 4, 1};
/// A scan of 13 channels, at about 170 ms each.
constexpr uint64_t kScanUs = 2200000;

}  // namespace oceanhil::air

#endif
