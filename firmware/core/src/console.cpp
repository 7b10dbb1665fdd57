#include "console.h"

#include "in_flash.h"

namespace oceanremote {

namespace {

// NOLINTNEXTLINE(bugprone-macro-parentheses): a name
#define OR_LINE(name, text) constexpr char name[] OR_IN_FLASH = text;
#include "lines.def"
#undef OR_LINE

// A table of words may stand in flash as it is.
constexpr const char* kTemplates[] OR_IN_FLASH = {
#define OR_LINE(name, text) name,
#include "lines.def"
#undef OR_LINE
};
constexpr size_t kLongestNumber = 21;

}  // namespace

void Console::say(Line line, View first, View second) {
    Text<kLongestLine> text;
    View next = first;
    const char* at = kTemplates[static_cast<size_t>(line)];
    for (char character = read_flash(at); character != 0; character = read_flash(++at)) {
        if (character == '{' && read_flash(at + 1) == '}') {
            text.writer().put(next);
            next = second;
            ++at;
        } else {
            text.writer().put(character);
        }
    }
    text.writer().put('\n');
    print(text.view());
}

void Console::say_number(Line line, int64_t number) {
    Text<kLongestNumber> text;
    text.writer().put_signed(number);
    say(line, text.view());
}

void Console::say_difference(Line line, int64_t number) {
    Text<kLongestNumber> text;
    text.writer().put_with_sign(number);
    say(line, text.view());
}

void Console::print(View text) { board_.console_write(board_.context, text.data, text.bytes); }

}  // namespace oceanremote
