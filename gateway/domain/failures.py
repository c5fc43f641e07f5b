"""The two exception types for what the world does (never for what a sender does).

What a sender can cause is a value (`SignatureReport`, `Hold`, …). Anything else that is
raised is our own bug and reaches the crash barrier.
"""


class TransientFailure(Exception):
    """Try again later: a server away, a lock held, a disk full. The text is for the log."""


class PermanentFailure(Exception):
    """Trying again will not help: refused for good. The text is for the log and the administrator."""
