"""The command `gateway`: human and --json output, exit codes."""
