"""What a coordinator can order: each command a function, each refused with a sentence where it cannot be done."""
