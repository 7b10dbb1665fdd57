#include <WCharacter.h>
