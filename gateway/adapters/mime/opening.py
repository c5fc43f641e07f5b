"""Takes one mail apart: its text, its files, and every doubt about the reading."""

import email.message
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from gateway.adapters.mime import second_opinion
from gateway.adapters.mime.answer import OpenedParts, SignedPart
from gateway.adapters.mime.body import read_body
from gateway.adapters.mime.headers import words
from gateway.adapters.mime.inner_mail import MAX_INNER_MAILS, name_of_inner_mail, write_inner_mail
from gateway.adapters.mime.kinds import file_kind
from gateway.adapters.mime.leaves import (
    ENVELOPES,
    Leaf,
    Role,
    content_type,
    is_envelope,
    is_tnef,
    sort_leaves,
)
from gateway.adapters.mime.message import Known, message_of
from gateway.adapters.mime.pictures import is_logo
from gateway.adapters.mime.signed_parts import (
    MAX_SIGNED,
    SignedBytes,
    covers,
    signed_nodes,
    write_signed,
)
from gateway.adapters.mime.transfer import IDENTITY, decode_bytes, decode_to_file
from gateway.adapters.mime.tree import Part, TooManyLines, Tree, read_inner, read_tree
from gateway.adapters.mime.uuencode import take_out
from gateway.domain.admission import Reason
from gateway.domain.display import harmless_block
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, Defect

_BESIDE = 50_000  # characters


def open_mail(
    path: Path,
    spool: Path,
    reply_path: str | None,
    authserv_id: str | None,
    max_bytes: int,
    inner: Path | None = None,
) -> OpenedParts:
    """Reads the mail at `path` and writes its attachments into the folder `spool`.

    `inner` is the MIME entity that lay in the mail's envelope: it is read in the place of the mail's own
    content, under the mail's own headers.

    `reply_path` is the envelope sender where one is known. `message` is None with `TOO_LARGE` (over
    `max_bytes`, or more lines than memory bears) or `MALFORMED` (no header at all). Raises for nothing
    that a sender can write; OSError of the disk passes through.
    """
    if path.stat().st_size > max_bytes:
        return OpenedParts(None, Reason.TOO_LARGE, ())
    source = inner or path
    try:
        tree = read_tree(path) if inner is None else read_inner(path, inner)
    except TooManyLines:
        return OpenedParts(None, Reason.TOO_LARGE, ())
    if not tree.root.raw:
        return OpenedParts(None, Reason.MALFORMED, ())
    small = source.stat().st_size <= second_opinion.LIMIT
    structure = second_opinion.structure_of(tree.root) if tree.complete and small else None
    content = _content(tree, source, spool) if tree.complete else _Content()
    defects = tree.defects | content.defects
    if (
        structure is not None
        and not defects - {Defect.UNKNOWN_CHARSET}
        and not _confirmed(structure, tree, content)
    ):
        defects.add(Defect.SECOND_OPINION)
    known = Known(reply_path, authserv_id)
    message = message_of(tree.root, content.body, tuple(content.attachments), defects, known)
    key_words = [words(value).text for value in tree.root.every("keywords")[:3]]
    beside = harmless_block("\n".join([*key_words, *content.beside]), _BESIDE)
    message = replace(message, beside=beside)
    return OpenedParts(
        message, None, tuple(content.files), tuple(_signed(content)), _is_enclosed(tree, content)
    )


@dataclass(slots=True)
class _Content:
    body: str = ""
    beside: list[str] = field(default_factory=list)  # for secrecy marks alone
    attachments: list[Attachment] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    defects: set[Defect] = field(default_factory=set)
    leaves: Counter[str] = field(default_factory=Counter)  # sha256 of every leaf
    named: Counter[str] = field(
        default_factory=Counter
    )  # of those that a mail program shows as files
    parts: list[Part] = field(default_factory=list)  # of the attachments, in their order
    signed: list[SignedBytes] = field(default_factory=list)
    signatures: dict[Part, Path] = field(default_factory=dict)  # by the part that is one


def _content(tree: Tree, source: Path, spool: Path) -> _Content:
    content = _Content()
    nodes = signed_nodes(tree)
    if len(nodes) > MAX_SIGNED:
        content.defects.add(Defect.TOO_MANY_PARTS)
    content.signed = write_signed(source, nodes[:MAX_SIGNED], spool)
    if any(item.content is None for item in content.signed):
        content.defects.add(Defect.AMBIGUOUS_STRUCTURE)
    found = sort_leaves(tree)
    content.defects |= found.defects
    for leaf in found.leaves:
        if leaf.role is Role.TEXT:
            _take_text(leaf, spool, content)
    body = read_body(found.leaves)
    content.body, content.beside = body.text, body.beside
    content.defects |= body.defects
    for leaf in found.leaves:
        if leaf.role is Role.TEXT:
            leaf.part.take_text()
        elif leaf.role is Role.MAIL:
            _take_mail(leaf, source, spool, content)
        else:
            _take_file(leaf, spool, content)
    return content


def _take_text(leaf: Leaf, spool: Path, content: _Content) -> None:
    """Notes the digest of a text as it came, and takes out what uuencode wrote into it."""
    raw, encoding = leaf.part.leaf_text(), leaf.part.encoding
    content.leaves[sha256(decode_bytes(raw, encoding)).hexdigest()] += 1
    if leaf.content_type != "text/plain" or encoding not in IDENTITY:
        return
    leaf.part.text, files = take_out(leaf.part.text)
    for file in files:
        target = spool / str(len(content.files))
        target.write_bytes(file.content)
        if not file.known:
            content.defects.add(Defect.UNKNOWN_CHARSET)
        digest, size = sha256(file.content).hexdigest(), len(file.content)
        _add(content, target, leaf, (file.name, file_kind(target), size, digest))


def _take_mail(leaf: Leaf, source: Path, spool: Path, content: _Content) -> None:
    """Writes a mail within the mail as it came; who opens containers opens it."""
    if sum(item.kind is FileKind.MAIL for item in content.attachments) >= MAX_INNER_MAILS:
        content.defects.add(Defect.TOO_MANY_PARTS)
        return
    target = spool / str(len(content.files))
    if not write_inner_mail(source, leaf, target):
        content.defects.add(Defect.AMBIGUOUS_STRUCTURE)
        return
    data = target.read_bytes()
    name = name_of_inner_mail(leaf)
    _add(content, target, leaf, (name, FileKind.MAIL, len(data), sha256(data).hexdigest()))


def _add(content: _Content, path: Path, leaf: Leaf, is_: tuple[str, FileKind, int, str]) -> None:
    index = len(content.files)
    content.files.append(str(path))
    content.parts.append(leaf.part)
    content.attachments.append(Attachment(index, *is_))


def _take_file(leaf: Leaf, spool: Path, content: _Content) -> None:
    target = spool / str(len(content.files))
    decoded = decode_to_file(leaf.part.take_text(), leaf.part.encoding, target)
    content.leaves[decoded.sha256] += 1
    if not decoded.whole:
        content.defects.add(Defect.BROKEN_TRANSFER_ENCODING)
    if leaf.name or leaf.part.first("content-disposition").lower().lstrip().startswith(
        "attachment"
    ):
        content.named[decoded.sha256] += 1
    kind = file_kind(target)
    if _is_no_file(leaf, kind, target):
        _put_aside(leaf, target, content)
        return
    if (is_tnef(leaf) and kind is not FileKind.TNEF) or (
        is_envelope(leaf) and kind is not FileKind.CMS
    ):
        content.defects.add(Defect.NOT_OPENED)
    _add(content, target, leaf, (leaf.name, kind, decoded.size, decoded.sha256))


def _put_aside(leaf: Leaf, path: Path, content: _Content) -> None:
    """A signature is kept for the judge; a logo is not kept."""
    signed = [item for item in content.signed if item.node is leaf.part.parent]
    if leaf.role is Role.SIGNATURE and signed:
        aside = path.with_name(f"signature-{len(content.signatures)}")
        content.signatures[leaf.part] = path.rename(aside)
    else:
        path.unlink()


def _signed(content: _Content) -> Iterator[SignedPart]:
    for item in content.signed:
        signature = content.signatures.get(item.node.children[1])
        if signature is not None and item.content is not None:
            covered = [covers(item.node, part) for part in content.parts]
            indices = tuple(index for index, inside in enumerate(covered) if inside)
            canonical = str(item.canonical) if item.canonical else None
            yield SignedPart(str(signature), str(item.content), indices, canonical)


def _is_enclosed(tree: Tree, content: _Content) -> bool:
    if tree.root.children or [item.kind for item in content.attachments] != [FileKind.CMS]:
        return False
    named = content.attachments[0].file_name.lower().endswith(".p7m")
    return named or content_type(tree.root) in ENVELOPES


def _is_no_file(leaf: Leaf, kind: FileKind, path: Path) -> bool:
    """Role and content must say the same: a PDF that calls itself a logo or a signature is a file."""
    match leaf.role:
        case Role.SIGNATURE:
            return kind is FileKind.CMS or leaf.content_type == "application/pgp-signature"
        case Role.INLINE:
            return is_logo(path)
        case Role.CALENDAR | Role.REPORT:
            return kind in {FileKind.TXT, FileKind.CSV, FileKind.MAIL, FileKind.EMPTY}
        case _:
            return False


def _confirmed(structure: email.message.Message, tree: Tree, content: _Content) -> bool:
    for part in tree.walk():  # what a report returns stays closed to us, not to mail-parser
        if not part.children and (text := part.take_text()):
            content.leaves[sha256(decode_bytes(text, part.encoding)).hexdigest()] += 1
    return second_opinion.agrees(structure, content.leaves, content.named)
