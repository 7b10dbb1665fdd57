#include "agent/sentence_reader.h"

#include "utf8.h"

namespace oceanremote {

namespace {

constexpr char kStart[] = "$HIL,";
constexpr size_t kStartBytes = sizeof kStart - 1;
constexpr size_t kShortest = kStartBytes + 1 + 3;
constexpr size_t kMostSequenceDigits = 4;
constexpr uint64_t kFnvStart = 0xCBF29CE484222325u;
constexpr uint64_t kFnvPrime = 0x100000001B3u;

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c + ('a' - 'A')) : c;
    return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

}  // namespace

bool SentenceReader::is_expected(uint8_t byte) const {
    // Sentences of other kinds are not for this end, and hold no command.
    if (bytes_ < kStartBytes) {
        return byte == static_cast<uint8_t>(kStart[bytes_]);
    }
    const bool ended = line_[bytes_ - 1] == '\r';
    return byte == '\n' || (!ended && (byte == '\r' || (byte >= ' ' && byte <= '~')));
}

bool SentenceReader::take(uint8_t byte) {
    if (byte == '$') {
        bytes_ = 0;
    }
    if (bytes_ == sizeof line_ || !is_expected(byte)) {
        bytes_ = 0;
        return false;
    }
    line_[bytes_++] = static_cast<char>(byte);
    if (byte != '\n') {
        return false;
    }
    const bool good = read();
    bytes_ = 0;
    return good;
}

bool SentenceReader::read() {
    size_t end = bytes_ - 1;
    end -= line_[end - 1] == '\r' ? 1u : 0u;
    if (end < kShortest - 1 || line_[end - 3] != '*') {
        return false;
    }
    const int high = hex_value(line_[end - 2]);
    const int low = hex_value(line_[end - 1]);
    end -= 3;
    int checksum = 0;
    for (size_t at = 1; at < end; ++at) {
        if (line_[at] == '*') {
            return false;
        }
        checksum ^= line_[at];
    }
    size_t at = kStartBytes;
    return high >= 0 && low >= 0 && checksum == high * 16 + low && read_sequence(at, end) && read_words(at, end);
}

bool SentenceReader::read_sequence(size_t& at, size_t end) {
    command_ = Command();
    const size_t from = at;
    while (at < end && line_[at] >= '0' && line_[at] <= '9' && at - from < kMostSequenceDigits) {
        command_.sequence = command_.sequence * 10u + static_cast<uint32_t>(line_[at] - '0');
        ++at;
    }
    const bool leading_zero = line_[from] == '0' && at - from > 1;
    return at > from && !leading_zero && (at == end || line_[at] == ',');
}

bool SentenceReader::read_words(size_t at, size_t end) {
    command_.digest = kFnvStart;
    while (at < end) {
        ++at;
        if (!read_word(at, end)) {
            return false;
        }
    }
    return true;
}

// Undoes the escapes of a word where it stands; it only becomes shorter.
bool SentenceReader::read_word(size_t& at, size_t end) {
    char* const word = line_ + at;
    size_t bytes = 0;
    Utf8Decoder utf8;
    while (at < end && line_[at] != ',') {
        char byte = line_[at++];
        if (byte == '%') {
            const int high = at + 1 < end ? hex_value(line_[at]) : -1;
            const int low = at + 1 < end ? hex_value(line_[at + 1]) : -1;
            if (high < 0 || low < 0) {
                return false;
            }
            byte = static_cast<char>(high * 16 + low);
            at += 2;
        }
        if (utf8.take(static_cast<uint8_t>(byte)) == Utf8Decoder::Result::kWrong) {
            return false;
        }
        word[bytes++] = byte;
        command_.digest = (command_.digest ^ static_cast<uint8_t>(byte)) * kFnvPrime;
    }
    // A word's end counts too: one word and two with the same letters are different commands.
    command_.digest = (command_.digest ^ 0x100u) * kFnvPrime;
    if (command_.word_count < Command::kMostWords) {
        command_.words[command_.word_count] = word;
        command_.word_bytes[command_.word_count] = bytes;
    }
    ++command_.word_count;
    return utf8.at_border();
}

}  // namespace oceanremote
