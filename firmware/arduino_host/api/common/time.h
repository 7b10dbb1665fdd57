/// The system's own, without two names that newlib does not give away there: a sketch may call a variable `timezone` or
/// `daylight`. No `#pragma once`: the system's is asked each time what it says.
#pragma push_macro("timezone")
#pragma push_macro("daylight")
#undef timezone
#undef daylight
// Under these names it declares them anyway.
#define timezone __timezone
#define daylight __daylight
#include_next <time.h>
#undef timezone
#undef daylight
#pragma pop_macro("daylight")
#pragma pop_macro("timezone")
