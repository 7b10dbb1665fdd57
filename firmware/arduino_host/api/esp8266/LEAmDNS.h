/// `MDNS`: it must be given its turn by `update`.
#ifndef MDNS_H
#define MDNS_H

// As the core's own, which many sketches have their checksums from.
#include <PolledTimeout.h>
#include <coredecls.h>

#include "oceanhil/probed_names.h"

#endif
