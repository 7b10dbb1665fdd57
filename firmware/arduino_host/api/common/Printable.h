#ifndef OCEANHIL_PRINTABLE_H
#define OCEANHIL_PRINTABLE_H

#include <stddef.h>

class Print;

/// What can be passed to `print` and `println`.
class Printable {
  public:
    virtual size_t printTo(Print& print) const = 0;
};

#endif
