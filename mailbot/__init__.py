"""mailbot reads offers of mikrofleksjob from a mailbox and holds the conversation about them."""

__version__ = "0.1.0"
