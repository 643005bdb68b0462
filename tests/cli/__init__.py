"""What an operator says and sees: words in, output and exit codes out."""
