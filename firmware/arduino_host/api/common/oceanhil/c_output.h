/// Where `printf`, `puts` and their like of the C library go.
#ifndef OCEANHIL_C_OUTPUT_H
#define OCEANHIL_C_OUTPUT_H

namespace oceanhil {

enum class LineEnd { as_it_is, with_return };

/// From now on to the console, a line at a time: what has no end of a line waits for it or for `fflush`.
void print_on_console(LineEnd line_end);
/// The same for `stderr`, a letter at a time.
void print_errors_on_console(LineEnd line_end);

/// From now on to nobody: without this they would go to the terminal of whoever runs the simulator.
void print_nowhere();
void print_errors_nowhere();

}  // namespace oceanhil

#endif
