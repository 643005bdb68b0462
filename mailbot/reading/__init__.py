"""From the bytes of a mail to what it says: structure, layers, kinds, fields, each value with its evidence."""
