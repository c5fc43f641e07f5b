"""The parts of a mail that S/MIME signs (RFC 8551 §3.5.3), byte for byte as they came."""

from dataclasses import dataclass
from pathlib import Path

from gateway.adapters.mime.extents import extent, shape, shape_of_file
from gateway.adapters.mime.tree import Part, Tree

SIGNATURE_TYPES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})
MAX_SIGNED = 8  # signed parts of one mail; genuine mails have one


@dataclass(frozen=True, slots=True)
class SignedBytes:
    """One `multipart/signed` part; `content` holds the very bytes of its first part, None when they are in doubt.

    `canonical`: the same with the CRLF that RFC 8551 §3.1.1 asks for, of a part that has not a single one: the
    mail lost them on its way, or its signer never wrote them.
    """

    node: Part
    content: Path | None
    canonical: Path | None = None


def signed_nodes(tree: Tree) -> list[Part]:
    """The parts of a mail that are signed with S/MIME. What lies inside another one is that one's content."""
    found: list[Part] = []
    stack = [tree.root]
    while stack:
        part = stack.pop()
        if _is_signed(part):
            found.append(part)
        elif not part.get_content_type().startswith("message/"):
            stack.extend(reversed(part.children))
    return found


def write_signed(mail: Path, nodes: list[Part], spool: Path) -> list[SignedBytes]:
    """Writes the signed bytes of each node into `spool`. To be called before texts are taken out of the parts.

    A second reading of those bytes alone must show what the reading of the whole mail shows: else another
    part may be signed than the one that people see.
    """
    if not nodes:
        return []
    raw = mail.read_bytes()
    return [_write(raw, node, spool / f"signed-{number}") for number, node in enumerate(nodes)]


def _write(raw: bytes, node: Part, target: Path) -> SignedBytes:
    found = extent(raw, node.children[0])
    if found is None:
        return SignedBytes(node, None)
    data = raw[found[0] : found[1]]
    target.write_bytes(data)
    if shape(node.children[0]) != shape_of_file(target):
        return SignedBytes(node, None)
    if b"\r\n" in data:
        return SignedBytes(node, target)
    canonical = target.with_name(f"{target.name}-canonical")
    canonical.write_bytes(data.replace(b"\n", b"\r\n"))
    return SignedBytes(node, target, canonical)


def covers(node: Part, part: Part) -> bool:
    """Whether `part` lies in what the signature of `node` signs."""
    signed = node.children[0]
    above: Part | None = part
    while above is not None and above is not signed:
        above = above.parent
    return above is signed


def _is_signed(part: Part) -> bool:
    """RFC 1847 §2.1: exactly two parts, the second is the signature."""
    return (
        part.get_content_type() == "multipart/signed"
        and len(part.children) == 2
        and part.children[1].get_content_type() in SIGNATURE_TYPES
    )
