#ifndef OCEANREMOTE_JSON_WRITER_H
#define OCEANREMOTE_JSON_WRITER_H

#include "text.h"

namespace oceanremote {

/// Writes one flat JSON object, field after field, without spaces.
class JsonWriter {
  public:
    explicit JsonWriter(TextWriter& to) : to_(to) { to_.put('{'); }

    void text(const char* field, View value);
    void truth(const char* field, bool value);
    /// A number given in tenths.
    void tenths(const char* field, int32_t value);
    void end() { to_.put('}'); }

  private:
    void name(const char* field);

    TextWriter& to_;
    bool first_ = true;
};

}  // namespace oceanremote

#endif
