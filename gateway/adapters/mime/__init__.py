"""Reading mails (MIME) and telling files by their content."""

from gateway.adapters.mime.kinds import file_kind
from gateway.adapters.mime.opening import OpenedParts, open_mail

__all__ = ["OpenedParts", "file_kind", "open_mail"]
