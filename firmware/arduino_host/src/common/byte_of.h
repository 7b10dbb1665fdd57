/// A letter as what a stream gives of it: without a sign.
#pragma once

namespace oceanhil {

inline int byte_of(char letter) { return static_cast<unsigned char>(letter); }

}  // namespace oceanhil
