"""`python -m gateway` and the console script `gateway`."""

from gateway.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
