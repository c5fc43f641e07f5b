"""Opening containers: what a worker answers is believed as far as it holds together, and limits hold for the whole mail."""

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from gateway.adapters.examiner import emptying
from gateway.adapters.examiner.emptying import Emptying, Found
from gateway.domain.admission import Reason
from gateway.domain.formats import FileKind
from gateway.domain.message import Attachment, CmsContent, Defect


class Answering:
    """The port TaskPool: gives each task an answer that a test made, and notes what it was asked."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def call(self, task: str, arguments: Mapping[str, Any]) -> Any:
        self.asked.append((task, arguments))
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer(arguments) if callable(self._answer) else self._answer


def made(folder: Path, answer: Any, until: float | None = None) -> tuple[Emptying, Answering]:
    pool = Answering(answer)
    until = monotonic() + 60 if until is None else until
    arguments = {"max_bytes": 1 << 20, "reply_path": "<a@b>", "authserv_id": "mx"}
    return Emptying(pool, folder.resolve(), arguments, until, lambda found: found, count(10)), pool


def found(folder: Path, kind: FileKind = FileKind.ZIP, cms: CmsContent | None = None) -> Found:
    attachment = Attachment(0, f"a.{kind.value}", kind, 3, "x", cms)
    return Found(attachment, folder / "0", 0)


def member(path: Path, name: str = "34.pdf", kind: str = "pdf", size: int = 3) -> dict[str, Any]:
    path.parent.mkdir(exist_ok=True)
    path.write_text("abc")
    return {"name": name, "kind": kind, "size": size, "sha256": "y", "file": str(path)}


def unpacked(*members: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"problem": None, "members": list(members), **more}


def closed(files: Iterator[Found]) -> Reason | None:
    (file,) = files
    assert file.attachment.within is None
    return file.attachment.closed


def test_members_take_the_place_of_their_container(tmp_path: Path) -> None:
    inside = [member(tmp_path / "m" / str(n), f"{n}.pdf") for n in range(2)]
    opening, pool = made(tmp_path, unpacked(*inside, names=["Hồ sơ/0.pdf"]))
    files = list(opening.files_of(found(tmp_path)))
    assert [(file.attachment.index, file.attachment.file_name) for file in files] == [
        (10, "0.pdf"),
        (11, "1.pdf"),
    ]
    assert all(file.origin == 0 and file.attachment.within is not None for file in files)
    (said,) = opening.enclosed
    assert said.container == files[0].attachment.within
    assert (said.names, said.container and said.container.title) == (("Hồ sơ/0.pdf",), "a.zip")
    assert pool.asked[0][0] == "open-archive"


@pytest.mark.parametrize(
    "answer",
    [
        TimeoutError(),
        ChildProcessError(),
        {"problem": "no such reason"},
        {"members": "nonsense"},
    ],
)
def test_a_worker_that_is_lost_or_speaks_nonsense_leaves_a_closed_file(
    tmp_path: Path, answer: Any
) -> None:
    opening, _ = made(tmp_path, answer)
    assert closed(opening.files_of(found(tmp_path))) is Reason.ARCHIVE_BOMB


def test_a_worker_that_was_taken_over_cannot_name_other_files(tmp_path: Path) -> None:
    spool, outside = tmp_path / "spool", tmp_path / "outside" / "0"
    spool.mkdir()
    inner = member(spool / "m")
    (spool / "link").symlink_to(outside)
    missing, link = ({**inner, "file": str(spool / name)} for name in ("none", "link"))
    for members in ([member(outside)], [inner, inner], [missing], [inner, link]):
        answers = iter([unpacked(*members)])
        opening, _ = made(spool, lambda _, answers=answers: next(answers))
        assert closed(opening.files_of(found(spool))) is Reason.UNREADABLE
        (spool / "container-0").rmdir()


def test_limits_hold_for_all_containers_of_a_mail(tmp_path: Path) -> None:
    large = member(tmp_path / "m", size=emptying.MAX_BYTES // 2)
    opening, pool = made(tmp_path, unpacked(large))
    assert [next(opening.files_of(found(tmp_path))).attachment.closed for _ in range(3)] == [
        None,
        None,
        Reason.ARCHIVE_BOMB,
    ]
    assert [arguments["max_bytes"] for _, arguments in pool.asked] == [
        emptying.MAX_BYTES,
        emptying.MAX_BYTES // 2,
        0,
    ]


def test_an_archive_that_holds_itself_ends(tmp_path: Path) -> None:
    again = member(tmp_path / "m", "a.zip", "zip")
    opening, pool = made(tmp_path, unpacked(again))
    (file,) = opening.files_of(found(tmp_path))
    assert file.attachment.closed is Reason.NESTED_TOO_DEEP
    assert len(pool.asked) == emptying.MAX_DEPTH
    assert file.attachment.within is not None
    assert len(file.attachment.within.way) == emptying.MAX_DEPTH


def test_many_small_containers_are_a_bomb(tmp_path: Path) -> None:
    opening, _ = made(tmp_path, unpacked())
    for _ in range(emptying.MAX_CONTAINERS):
        assert list(opening.files_of(found(tmp_path))) == []
    assert closed(opening.files_of(found(tmp_path))) is Reason.ARCHIVE_BOMB


def test_after_its_time_and_in_a_cms_envelope_a_mail_stays_closed(tmp_path: Path) -> None:
    opening, pool = made(tmp_path, unpacked(), until=monotonic() - 1)
    assert closed(opening.files_of(found(tmp_path))) is Reason.NOT_OPENED
    opening, pool = made(tmp_path, unpacked())
    entity = found(tmp_path, FileKind.MAIL, CmsContent.ENVELOPING)
    assert closed(opening.files_of(entity)) is Reason.NOT_OPENED
    assert pool.asked == []


def test_a_mail_within_is_read_without_what_is_known_of_the_mail(tmp_path: Path) -> None:
    """Our MTA vouched for the mail that came, not for what somebody put into it."""
    message = {
        "message_id": "<2@x>",
        "subject": "Tối nay",
        "sender": {"name": "", "address": "ke@x.example"},
        "reply_path": None,
        "date": None,
        "body": "Xin chào",
        "references": [],
        "attachments": [],
        "traits": {},
        "defects": ["no-from", "missing-boundary"],
    }
    opening, pool = made(tmp_path, {"message": message, "problem": None, "files": []})
    assert list(opening.files_of(found(tmp_path, FileKind.MAIL))) == []
    (task, arguments) = pool.asked[0]
    assert (task, arguments["reply_path"], arguments["authserv_id"]) == ("open-mail", None, None)
    assert opening.defects == {Defect.MISSING_BOUNDARY}
    (said,) = opening.enclosed
    assert (said.subject, said.body, said.sender) == ("Tối nay", "Xin chào", "ke@x.example")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"message": None, "problem": "too-large", "files": []}, Reason.TOO_LARGE),
        ({"message": None, "problem": "malformed", "files": []}, Reason.UNREADABLE),
        ({"message": None, "problem": None, "files": []}, Reason.UNREADABLE),
        (TimeoutError(), Reason.UNREADABLE),
    ],
)
def test_a_mail_within_that_cannot_be_read_stays_closed(
    tmp_path: Path, answer: Any, reason: Reason
) -> None:
    opening, _ = made(tmp_path, answer)
    assert closed(opening.files_of(found(tmp_path, FileKind.MAIL))) is reason
