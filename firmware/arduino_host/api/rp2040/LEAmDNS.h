/// `MDNS`: it must be given its turn by `update`.
#ifndef OCEANHIL_LEAMDNS_H
#define OCEANHIL_LEAMDNS_H

#include "oceanhil/probed_names.h"

#endif
