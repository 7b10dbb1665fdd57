/// `MDNS`: it must be given its turn by `update`.
#ifndef OCEANHIL_LEAMDNS_H
#define OCEANHIL_LEAMDNS_H

#include "oceanhil/multicast_names.h"

class MDNSResponder : public oceanhil::MulticastNames {
  public:
    bool update() { return isRunning(); }
    bool close() {
        end();
        return true;
    }
};

extern MDNSResponder MDNS;

#endif
