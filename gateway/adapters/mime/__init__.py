"""Reading mails (MIME) and telling files by their content."""

from gateway.adapters.mime.answer import OpenedParts, SignedPart
from gateway.adapters.mime.kinds import file_kind, is_entity, kind_inside
from gateway.adapters.mime.opening import open_mail

__all__ = ["OpenedParts", "SignedPart", "file_kind", "is_entity", "kind_inside", "open_mail"]
