"""Pure values and decisions: no third-party package, no I/O; `now` is an argument."""
