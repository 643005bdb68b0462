"""What the bot costs: tables of figures, never limits. `make bench` prints them."""
