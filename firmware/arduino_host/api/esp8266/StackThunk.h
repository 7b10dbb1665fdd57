/// Facts: StackThunk.h of the core.
#pragma once

#include "oceanhil/stack_thunk.h"
