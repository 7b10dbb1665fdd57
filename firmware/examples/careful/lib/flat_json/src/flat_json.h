// Reads the members of a JSON object that are texts, numbers, true or false. What is not well-formed to its last byte has
// no members at all; lists and objects in it are passed over.
#pragma once

#include <Arduino.h>

class FlatJson {
  public:
    // The text must outlive this.
    explicit FlatJson(const String& json) : json_(json) {}

    // Copies the text of a member; false if there is none, or it does not fit. Of several the last one counts.
    bool text(const char* key, char* text, size_t size);
    bool number(const char* key, double& number);
    bool flag(const char* key, bool& flag);

  private:
    // Where the value of a member begins; -1 if there is none.
    int value_at(const char* key);
    bool walk(const char* key, int& found);
    bool walk_member(const char* key, int& found);
    bool skip_value();
    bool skip_nested();
    bool skip_number();
    bool skip_digits();
    bool skip_word(const char* word);
    bool skip_text(String* decoded);
    bool skip_escape(String* decoded);
    bool skip(char expected);
    void skip_space();
    char now() const { return at_ < json_.length() ? json_[at_] : '\0'; }

    const String& json_;
    unsigned int at_ = 0;
};
