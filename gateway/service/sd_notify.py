"""What the service tells systemd, sd_notify(3). Without systemd every function does nothing."""

import os
import socket
from contextlib import suppress


def ready() -> None:
    """All loops run: units that wait for the gateway may start."""
    _send("READY=1")


def stopping() -> None:
    """The gateway finishes the message in hand and ends."""
    _send("STOPPING=1")


def watchdog() -> None:
    """The gateway is alive and well. To be said at least twice in each `watchdog_seconds`."""
    _send("WATCHDOG=1")


def status(text: str) -> None:
    """One line for `systemctl status`."""
    _send("STATUS=" + " ".join(text.split())[:200])


def watchdog_seconds() -> float | None:
    """After how much silence systemd restarts the gateway; None when it does not watch this process."""
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    watched = os.environ.get("WATCHDOG_PID", str(os.getpid()))
    if not microseconds.isdigit() or int(microseconds) == 0 or watched != str(os.getpid()):
        return None
    return int(microseconds) / 1_000_000


def _send(text: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address.startswith("@"):  # the abstract namespace, unix(7)
        address = "\0" + address[1:]
    # A service manager that does not listen is no reason to stop registering mail.
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(1)
        sender.sendto(text.encode(), address)
