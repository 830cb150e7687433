"""Records: taking them in, withdrawing, erasing, and telling the index."""
