"""Formats of Article 4.2.c, by content."""

from dataclasses import dataclass, field
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is by its content. The extension is never believed."""

    PDF = "pdf"
    TXT = "txt"
    RTF = "rtf"
    DOC = "doc"
    DOCX = "docx"
    ODT = "odt"
    CSV = "csv"
    XLS = "xls"
    XLSX = "xlsx"
    ODS = "ods"
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    TIFF = "tiff"
    PPT = "ppt"
    PPTX = "pptx"
    ODP = "odp"
    OOXML_MACRO = "ooxml-macro"  # docm, xlsm, pptm
    OLE_MACRO = "ole-macro"  # doc, xls with a VBA project
    ODF_MACRO = "odf-macro"  # odt, ods, odp with Basic or scripts
    ENCRYPTED_OFFICE = "office-encrypted"  # docx, xlsx, pptx with a password
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    HTML = "html"
    MAIL = "eml"
    OUTLOOK = "msg"  # a mail that Outlook saved
    CMS = "p7"  # .p7m, .p7s
    TNEF = "tnef"
    EXECUTABLE = "exe"
    EMPTY = "empty"
    UNKNOWN = "unknown"


# Holding other files: what is in them is examined, they themselves are no documents.
CONTAINERS = frozenset({FileKind.ZIP, FileKind.MAIL, FileKind.TNEF})
MACROS = frozenset({FileKind.OOXML_MACRO, FileKind.OLE_MACRO, FileKind.ODF_MACRO})

# What may stand behind an extension. Word writes RTF into .doc and DOCX into .doc; nobody is misled by that.
_BEHIND: dict[str, frozenset[FileKind]] = {
    "pdf": frozenset({FileKind.PDF}),
    "docx": frozenset({FileKind.DOCX}),
    "doc": frozenset({FileKind.DOC, FileKind.DOCX, FileKind.RTF}),
    "rtf": frozenset({FileKind.RTF}),
    "odt": frozenset({FileKind.ODT}),
    "xlsx": frozenset({FileKind.XLSX}),
    "xls": frozenset({FileKind.XLS, FileKind.XLSX}),
    "ods": frozenset({FileKind.ODS}),
    "jpg": frozenset({FileKind.JPEG}),
    "jpeg": frozenset({FileKind.JPEG}),
    "png": frozenset({FileKind.PNG}),
    "p7s": frozenset({FileKind.CMS}),
    "p7m": frozenset({FileKind.CMS}),
    # Else a damaged archive with a PDF in it passes for that PDF.
    "zip": frozenset({FileKind.ZIP}),
    "rar": frozenset({FileKind.RAR}),
    "7z": frozenset({FileKind.SEVEN_ZIP}),
    "eml": frozenset({FileKind.MAIL}),
    "msg": frozenset({FileKind.OUTLOOK}),
}


def is_misnamed(file_name: str, kind: FileKind) -> bool:
    """Whether the extension promises another kind than the content is. An unknown extension promises nothing."""
    extension = file_name.rpartition(".")[2].lower()
    return kind not in _BEHIND.get(extension, frozenset({kind}))


class FormatVerdict(StrEnum):
    """What `rules/formats.yaml` says of a kind."""

    ACCEPT = "accept"
    WARN = "warn"  # accepted, not on the list of Art. 4.2.c
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class FormatPolicy:
    """`rules/formats.yaml`: one verdict per kind; a kind that is missing is held."""

    verdicts: dict[FileKind, FormatVerdict]
    reasons: dict[FileKind, str] = field(default_factory=dict)  # in Vietnamese, for people

    def of(self, kind: FileKind) -> FormatVerdict:
        return self.verdicts.get(kind, FormatVerdict.HOLD)
