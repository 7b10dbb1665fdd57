#include <IPAddress.h>

namespace arduino {

const IPAddress INADDR_ANY;
const IPAddress INADDR_NONE(255, 255, 255, 255);

}  // namespace arduino
