#ifndef OCEANREMOTE_CONSOLE_H
#define OCEANREMOTE_CONSOLE_H

#include "oceanremote/board.h"
#include "text.h"

namespace oceanremote {

enum class Line : uint8_t {
#define OR_LINE(name, text) name,
#include "lines.def"
#undef OR_LINE
};

/// Prints the firmware's lines, each in one piece.
class Console {
  public:
    /// A refusal of 80 characters of four bytes each, and what stands before it.
    static constexpr size_t kLongestLine = 400;

    explicit Console(const or_board& board) : board_(board) {}

    /// Prints a line whose fields, if it has any, are these.
    void say(Line line, View first = {}, View second = {});
    void say_number(Line line, int64_t number);
    /// With a sign in any case.
    void say_difference(Line line, int64_t number);
    void print(View text);

  private:
    const or_board& board_;
};

}  // namespace oceanremote

#endif
