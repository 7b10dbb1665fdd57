#include "../../../../../core/src/agent/sentence_writer.cpp"
