#include "../../../../../core/src/agent/sentence_reader.h"
