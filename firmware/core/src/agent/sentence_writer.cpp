#include "agent/sentence_writer.h"

namespace oceanremote {

namespace {

bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '$' && c != '%' && c != '*' && c != ','; }

}  // namespace

void SentenceWriter::begin(const char* kind, uint32_t sequence) {
    out_ = TextWriter(memory_, sizeof memory_);
    out_.put('$');
    out_.put(kind);
    out_.put(',');
    out_.put_unsigned(sequence);
}

void SentenceWriter::begin_event(const char* name) {
    begin("HEV", 0);
    word(name);
}

void SentenceWriter::word(View text) {
    out_.put(',');
    for (size_t at = 0; at < text.bytes; ++at) {
        if (is_plain(text.data[at])) {
            out_.put(text.data[at]);
        } else {
            out_.put('%');
            out_.put_hex_byte(static_cast<uint8_t>(text.data[at]));
        }
    }
}

void SentenceWriter::number(int64_t value) {
    out_.put(',');
    out_.put_signed(value);
}

void SentenceWriter::data(const uint8_t* bytes, size_t count) {
    out_.put(',');
    for (size_t at = 0; at < count; ++at) {
        out_.put_hex_byte(bytes[at]);
    }
}

View SentenceWriter::send() {
    uint8_t checksum = 0;
    const View content = out_.text();
    for (size_t at = 1; at < content.bytes; ++at) {
        checksum = static_cast<uint8_t>(checksum ^ static_cast<uint8_t>(content.data[at]));
    }
    out_.put('*');
    out_.put_hex_byte(checksum);
    out_.put("\r\n");
    if (!out_.overflowed()) {
        send_again(out_.text());
    }
    return out_.text();
}

void SentenceWriter::send_again(View sentence) {
    if (is_connected()) {
        board_.agent_write(board_.context, sentence.data, sentence.bytes);
    }
}

}  // namespace oceanremote
