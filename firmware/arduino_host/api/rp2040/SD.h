/// `SD` of this core, and `SDFS`, on which it stands there.
#pragma once

#include <SDFS.h>

#include "oceanhil/no_card.h"
