"""What a reading means for a case: pure decisions, with the clock handed in."""
