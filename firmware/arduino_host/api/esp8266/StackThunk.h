/// Facts: StackThunk.h of the core.
#ifndef _STACKTHUNK_H
#define _STACKTHUNK_H

#include "oceanhil/stack_thunk.h"

#endif
