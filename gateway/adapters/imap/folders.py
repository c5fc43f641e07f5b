"""Folder names: "/" in our configuration, the server's separator and prefix on the wire, NFC always."""

import unicodedata

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from gateway.adapters.imap.connection import offers

_UNUSABLE = {b"\\noselect", b"\\nonexistent"}


def on_server(client: IMAPClient, path: str) -> list[str]:
    """The server's names of a folder and the levels above it, outermost first.

    A separator of the server inside a level would make one level more: it becomes "-".
    """
    prefix, separator = _namespace(client)
    levels = [level for level in unicodedata.normalize("NFC", path).split("/") if level]
    if separator and separator != "/":
        levels = [level.replace(separator, "-") for level in levels]
    if not separator:
        levels = ["-".join(levels)]  # a server without levels (RFC 3501 §7.2.2, NIL)
    if levels[0].upper() == "INBOX":
        levels[0] = "INBOX"
    if prefix and (levels[0] + separator) != prefix and levels != ["INBOX"]:
        levels[0] = prefix + levels[0]
    return [separator.join(levels[: n + 1]) for n in range(len(levels))]


def resolve(client: IMAPClient, path: str) -> str:
    """The name under which an existing folder is opened."""
    name = on_server(client, path)[-1]
    return _existing(client, name) or name


def exists(client: IMAPClient, path: str) -> bool:
    """Whether there is a folder of that path that can hold mails."""
    return _existing(client, on_server(client, path)[-1]) is not None


def ensure(client: IMAPClient, path: str) -> str:
    """Creates a folder level by level, subscribed so that mail programs show it, unless it is there."""
    names = on_server(client, path)
    there = _existing(client, names[-1])
    if there is not None:
        return there
    for level in names[:-1]:
        if _listed(client, level) is None:  # a level that holds no mails (\\Noselect) will do
            _create(client, level)
    _create(client, names[-1])
    return _existing(client, names[-1]) or names[-1]


def _create(client: IMAPClient, name: str) -> None:
    try:
        client.create_folder(name)
    except IMAPClientError:
        # A clerk or another gateway may have been faster.
        if _listed(client, name) is None:
            raise
    client.subscribe_folder(name)


def _existing(client: IMAPClient, name: str) -> str | None:
    """The server's spelling of a folder that can hold mails, or None."""
    found = _listed(client, name)
    return found[1] if found and _UNUSABLE.isdisjoint(found[0]) else None


def _listed(client: IMAPClient, name: str) -> tuple[set[bytes], str] | None:
    """Flags and spelling: another program may have written the name in another form than NFC."""
    for pattern in (name, "*"):
        for flags, _, found in client.list_folders("", pattern):
            if unicodedata.normalize("NFC", str(found)) == name:
                return {flag.lower() for flag in flags}, str(found)
    return None


def _namespace(client: IMAPClient) -> tuple[str, str]:
    if offers(client, "NAMESPACE"):
        personal = client.namespace().personal
        if personal:
            prefix, separator = personal[0]
            return str(prefix), str(separator or "")
    # RFC 3501 §6.3.8: an empty name asks for the separator.
    for _, separator, _ in client.list_folders("", ""):
        return "", separator.decode("ascii") if separator else ""
    return "", "/"
