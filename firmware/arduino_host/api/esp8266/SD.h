/// `SD` of this core, and `SDFS`, on which it stands there.
#ifndef __SD_H__
#define __SD_H__

#include <SDFS.h>

#include "oceanhil/no_card.h"

#endif
