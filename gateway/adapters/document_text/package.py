"""Office files are zip archives of XML: opened with limits, parsed without entities.

ElementTree gives only the tree; expat parses, and a DTD is an error.
"""

import lzma
import struct
import xml.etree.ElementTree as ET
import zipfile
import zlib
from io import BytesIO
from xml.parsers import expat

from gateway.adapters.document_text.limits import (
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_MEMBERS,
    MAX_PART,
    MAX_UNPACKED,
)
from gateway.domain.document import ReadProblem


class UnreadablePackage(Exception):
    """What the sender's file is; caught inside this adapter and turned into `DocumentText.problem`."""

    def __init__(self, problem: ReadProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


# What zipfile raises for an archive that lies about itself.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    LookupError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError for a compression that does not exist
)


class Package:
    """An open office file. Raises `UnreadablePackage` for broken, locked or oversized ones."""

    def __init__(self, data: bytes) -> None:
        try:
            # From memory: a seek to a place that the sender's archive invents is no fault of the disk.
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise UnreadablePackage(ReadProblem.UNREADABLE) from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS or sum(item.file_size for item in members) > MAX_UNPACKED:
            raise UnreadablePackage(ReadProblem.TOO_LARGE)
        if any(item.flag_bits & 1 for item in members):
            raise UnreadablePackage(ReadProblem.ENCRYPTED)
        self.names = frozenset(item.filename for item in members)
        self._sizes = {item.filename: item.file_size for item in members}

    def close(self) -> None:
        self._zip.close()

    def size(self, name: str) -> int:
        """Bytes of one part unpacked, as the archive says."""
        return self._sizes[name]

    def data(self, name: str) -> bytes:
        """The bytes of one part, never more than the limit whatever its header says."""
        try:
            with self._zip.open(name) as part:
                data = part.read(MAX_PART + 1)
        except _BROKEN as error:
            raise UnreadablePackage(ReadProblem.UNREADABLE) from error
        if len(data) > MAX_PART:
            raise UnreadablePackage(ReadProblem.TOO_LARGE)
        return data

    def tree(self, name: str) -> ET.Element:
        """One part as a tree whose tags and attributes are local names."""
        return parse(self.data(name))


class _Builder:
    """Feeds expat's events into a tree until the limits are reached."""

    def __init__(self) -> None:
        self.tree = ET.TreeBuilder()
        self.open: list[str] = []
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH:
            raise _EnoughRead
        self.open.append(_local(name))
        self.tree.start(self.open[-1], {_local(key): value for key, value in attributes.items()})

    def end(self, _name: str) -> None:
        self.tree.end(self.open.pop())

    def finish(self) -> ET.Element:
        while self.open:
            self.tree.end(self.open.pop())
        return self.tree.close()


class _EnoughRead(Exception):
    """A limit of the tree was reached."""


def parse(data: bytes) -> ET.Element:
    """XML without DTD and entities. Raises `UnreadablePackage`."""
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.tree.data
    try:
        parser.Parse(data, True)
    except _EnoughRead as error:  # a mark may stand in the rest
        raise UnreadablePackage(ReadProblem.TOO_LARGE) from error
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UnreadablePackage(ReadProblem.UNREADABLE) from error
    return builder.finish()


def _no_doctype(*_declaration: object) -> None:
    raise ValueError("a document type declaration has no place in an office file")


def _local(name: str) -> str:
    return name.rpartition("}")[2]
