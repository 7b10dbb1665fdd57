/// `MDNS`: it must be given its turn by `update`.
#ifndef OCEANHIL_LEAMDNS_H
#define OCEANHIL_LEAMDNS_H

// As the core's own, which many sketches have their checksums from.
#include <PolledTimeout.h>
#include <coredecls.h>

#include "oceanhil/probed_names.h"

#endif
