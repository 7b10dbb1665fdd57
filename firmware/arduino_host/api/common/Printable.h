#ifndef Printable_h
#define Printable_h

#include <stddef.h>

class Print;

/// What can be passed to `print` and `println`.
class Printable {
  public:
    virtual size_t printTo(Print& print) const = 0;
};

#endif
