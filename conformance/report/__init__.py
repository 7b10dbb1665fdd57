"""A run of a contract as people and programs read it: terminal, JSON, JUnit, HTML; none holds a whole secret."""
