"""Text of DOC, XLS and PPT: LibreOffice turns them into the XML formats, which are then read.

It runs as a child of the worker and inherits all its walls (no network, memory, file size, CPU time). Its
profile is a new folder beside the file: no macros, no links. Nobody here can end it, for workers may not
send signals; when the worker's time is over the kernel ends both.
"""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.adapters.document_text import office, slides
from gateway.adapters.document_text.child import limited
from gateway.domain.document import DocumentText, ReadProblem
from gateway.domain.formats import FileKind

_RESTARTED = 81  # the first start in a new profile ends with "start me again"
_CPU_SECONDS = 40
_FILE_BYTES = 100 << 20
_PLACES = ("/usr/lib/libreoffice/program/soffice.bin", "/opt/libreoffice/program/soffice.bin")


@dataclass(frozen=True, slots=True)
class _Target:
    """What a kind is turned into and who reads that."""

    extension: str
    read: Callable[[Path], DocumentText]
    filter: str  # named, or LibreOffice takes what it does not know for plain text
    streams: tuple[str, ...]  # one of these holds the document


_TARGETS = {
    FileKind.DOC: _Target("docx", office.read_docx, "MS Word 97", ("WordDocument",)),
    FileKind.XLS: _Target("xlsx", office.read_xlsx, "MS Excel 97", ("Workbook", "Book")),
    FileKind.PPT: _Target("pptx", slides.read_pptx, "MS PowerPoint 97", ("PowerPoint Document",)),
}
# Names of storages and streams in a compound file, as they stand in its directory.
_MACROS = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros", "_VBA_PROJECT_CUR"))
_OBJECTS = tuple(name.encode("utf-16-le") for name in ("ObjectPool", "Ole10Native", "MBD0"))
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")

# No macros, no links to other files, no pictures from elsewhere.
_NEVER = {
    "org.openoffice.Office.Common/Security/Scripting": {
        "MacroSecurityLevel": "3",
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "org.openoffice.Office.Writer/Content/Update": {"Link": "0"},
    "org.openoffice.Office.Calc/Content/Update": {"Link": "2"},
}


def program() -> Path | None:
    """LibreOffice itself, not the script around it; None when it is not installed."""
    found = shutil.which("soffice")
    beside = [str(Path(found).resolve().parent / "soffice.bin")] if found else []
    return next((Path(name) for name in (*beside, *_PLACES) if Path(name).is_file()), None)


def read_legacy(path: Path, kind: FileKind) -> DocumentText:
    """The text of an old binary file. Without LibreOffice `NOT_SUPPORTED`, as before."""
    soffice = program()
    data = path.read_bytes()
    if not data.startswith(_COMPOUND) or not _holds(data, kind):
        return DocumentText(problem=ReadProblem.UNREADABLE)
    if _LOCKED in data:
        return DocumentText(problem=ReadProblem.ENCRYPTED)
    if soffice is None or any(name in data for name in _OBJECTS):
        return DocumentText(
            problem=ReadProblem.NOT_SUPPORTED, active_content=any(name in data for name in _MACROS)
        )
    with TemporaryDirectory(prefix="office-", dir=path.parent) as folder:
        made = _convert(soffice, path, kind, Path(folder))
        target = _TARGETS[kind]
        text = target.read(made) if made else DocumentText(problem=ReadProblem.UNREADABLE)
    return replace(
        text, active_content=text.active_content or any(name in data for name in _MACROS)
    )


def works(folder: Path) -> bool:
    """Whether LibreOffice, as this process may use it, makes a document that is read again. `folder` is empty."""
    soffice, said = program(), "Cộng hòa xã hội chủ nghĩa Việt Nam"
    if soffice is None:
        return False
    source = folder / "trial.txt"
    source.write_text(said, encoding="utf-8")
    made = _turned(soffice, source, "Text (encoded):UTF8", "docx")
    return made is not None and office.read_docx(made).text.strip() == said


def _holds(data: bytes, kind: FileKind) -> bool:
    return any(name.encode("utf-16-le") in data for name in _TARGETS[kind].streams)


def _convert(soffice: Path, path: Path, kind: FileKind, folder: Path) -> Path | None:
    source = folder / f"document.{kind.value}"
    source.write_bytes(path.read_bytes())
    return _turned(soffice, source, _TARGETS[kind].filter, _TARGETS[kind].extension)


def _turned(soffice: Path, source: Path, filter_name: str, extension: str) -> Path | None:
    """The file that LibreOffice makes of `source`, beside it."""
    folder = source.parent
    _write_profile(folder / "profile" / "user")
    out = folder / "out"
    command = [
        str(soffice),
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
        f"--infilter={filter_name}",
        f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}",
        "--convert-to",
        extension,
        "--outdir",
        str(out.absolute()),
        str(source.absolute()),
    ]
    for _ in range(2):
        if _run(command, folder) != _RESTARTED:
            break
    made = out / f"{source.stem}.{extension}"
    return made if made.is_file() else None


def _run(command: list[str], folder: Path) -> int:
    # The worker's deadline holds: no timeout here, it could not send the signal.
    done = subprocess.run(  # noqa: S603 - a fixed program, on a file whose name is ours
        command,
        cwd=folder,
        env={
            "HOME": str(folder),
            "TMPDIR": str(folder),  # what it writes aside goes with the rest (Art. 1.2)
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=limited(_CPU_SECONDS, _FILE_BYTES),
        check=False,
    )
    return done.returncode


def _write_profile(user: Path) -> None:
    user.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, values in _NEVER.items()
        for name, value in values.items()
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
