#include "../../../../../core/src/agent/sentence_writer.h"
