/// `SD` of this core.
#pragma once

#include "oceanhil/no_card.h"
