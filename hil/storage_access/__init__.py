"""What a board's flash holds where firmware keeps its record: read, judged and changed from outside the board."""
