"""A mail within the mail (RFC 2046 §5.2.1): its bytes as they came, and a name for people."""

from pathlib import Path

from gateway.adapters.mime.extents import content_of, shape, shape_of_file
from gateway.adapters.mime.headers import words
from gateway.adapters.mime.leaves import Leaf
from gateway.adapters.mime.transfer import IDENTITY, decode_bytes
from gateway.domain.display import harmless_file_name

MAX_INNER_MAILS = 50  # in one mail: finding each means looking through the whole
_NAME_LIMIT = 80  # characters of the subject that make a name


def write_inner_mail(source: Path, leaf: Leaf, target: Path) -> bool:
    """Writes the mail that is the content of `leaf`.

    False, and nothing written, when a reading of its bytes alone shows another mail than the reading of
    the whole does. A transfer encoding is forbidden there and undone nevertheless: the parser's defects
    send such a mail to a person.
    """
    part = leaf.part
    content = content_of(source.read_bytes(), part)
    if content is None or not part.children:
        return False
    if part.encoding not in IDENTITY:
        target.write_bytes(decode_bytes(content.decode("ascii", "surrogateescape"), part.encoding))
        return True
    target.write_bytes(content)
    if shape(part.children[0]) == shape_of_file(target):
        return True
    target.unlink()
    return False


def name_of_inner_mail(leaf: Leaf) -> str:
    """The name that the mail around it gives, else one made of its subject."""
    if leaf.name or not leaf.part.children:
        return leaf.name
    subject = words(leaf.part.children[0].first("subject")).text
    name = harmless_file_name(subject.replace("\\", "_"))[:_NAME_LIMIT].strip(". ")
    return f"{name or 'thư'}.eml"
