"""Under whose account a command runs."""

import os
import pwd


def account() -> str:
    """The user of the operating system; with sudo also the one who asked for it."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = f"uid {os.getuid()}"
    behind = os.environ.get("SUDO_USER")
    return f"{user} (sudo: {behind[:64]})" if behind else user
