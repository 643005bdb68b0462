"""Real mail servers for the tests, on loopback, with everything they need in a temporary folder."""
