// In which calls a program is that has crashed, whatever it has done to its own stack.
#pragma once

namespace oceanhil::machine {

/// Notes the calls that the caller is in, innermost first and its own among them, at most `most`; gives their number.
/// Where a program has written over what its calls come back to, they end with the last that could be told.
int call_chain(void** calls, int most);

}  // namespace oceanhil::machine
