"""Categories of participants: their own times, numbers, sessions and ways in. Hidden until there are two."""
