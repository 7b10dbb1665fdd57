#ifndef OCEANHIL_NETIF_NAME_H
#define OCEANHIL_NETIF_NAME_H

#include <cstdint>

namespace oceanhil {

/// What lwIP calls an interface: two letters, without the number, which stands behind them.
struct NetifName {
    char letters[3];
    uint8_t number;
};

}  // namespace oceanhil

#endif
