/// `MDNS` of arduino-esp32.
#ifndef OCEANHIL_ESPMDNS_H
#define OCEANHIL_ESPMDNS_H

#include "oceanhil/multicast_names.h"

class MDNSResponder : public oceanhil::MulticastNames {};

extern MDNSResponder MDNS;

#endif
