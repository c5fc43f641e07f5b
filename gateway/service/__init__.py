"""The loops: intake, examination, outbox, settling, and the clock that runs jobs."""
