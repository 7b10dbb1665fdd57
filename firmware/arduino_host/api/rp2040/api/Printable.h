#ifndef OCEANHIL_API_PRINTABLE_H
#define OCEANHIL_API_PRINTABLE_H

#include <stddef.h>

namespace arduino {

class Print;

/// What can be passed to `print` and `println`.
class Printable {
  public:
    virtual size_t printTo(Print& print) const = 0;
};

}  // namespace arduino

using arduino::Printable;

#endif
