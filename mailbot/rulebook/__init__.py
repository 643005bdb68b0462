"""The rules: every Danish word and every number of the scheme, as data that is checked when it is loaded."""
