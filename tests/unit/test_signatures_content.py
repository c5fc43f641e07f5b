"""What a viewer follows through references the judge follows too: actions, streams elsewhere, looks."""

from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from gateway.adapters.signatures import judge_file
from gateway.adapters.signatures.looks import strays
from gateway.domain.signature import Verdict, VerdictReason
from tests.support import pki as ca
from tests.support.forgeries.parts import (
    Value,
    annotate,
    change_page,
    change_root,
    dictionary,
    form,
    free_text,
    stream,
    value_of,
)
from tests.support.forgeries.workshop import Change, Workshop, edit
from tests.support.signed_pdf import sign

BOX: list[Value] = [0, 0, 100, 100]


def named_by_reference(writer: IncrementalPdfFileWriter) -> None:
    kind = writer.add_object(value_of("/Launch"))
    change_root(writer, OpenAction=dictionary(S=kind, F="cmd.exe"))


def kept_elsewhere(writer: IncrementalPdfFileWriter) -> None:
    change_page(writer, Contents=writer.add_object(stream(b"", F="page.txt")))


def on_a_note(writer: IncrementalPdfFileWriter) -> None:
    action = writer.add_object(dictionary(S="/SubmitForm", F="https://mau.example"))
    annotate(writer, writer.add_object(free_text([0, 0, 9, 9], A=action)))


@pytest.mark.parametrize("prepare", [named_by_reference, kept_elsewhere, on_a_note])
def test_active_content_that_was_signed_is_for_a_person(prepare: Change, tmp_path: Path) -> None:
    pki = ca.shared_pki()
    trust, path = pki.write_trust(tmp_path / "trust"), tmp_path / "document.pdf"
    path.write_bytes(sign(edit(Workshop(pki).plain, prepare), pki.leader))
    verdict = judge_file(path, trust, ca.NOW + timedelta(minutes=2))
    assert (verdict.verdict, verdict.reason) == (Verdict.REVIEW, VerdictReason.ACTIVE_CONTENT)


@pytest.mark.parametrize(
    ("content", "entries", "flat", "expected"),
    [
        (b"0 0 9 9 re f", {"BBox": BOX}, False, False),
        (b"0 0 9 9 re f", {"BBox": BOX}, True, True),
        (b"0 0 9 9 re f", {"BBox": [0, 0, 0, 100]}, False, True),
        (b"0 0 9 9 re f", {"BBox": [100, 100, 0, 0]}, False, False),
        (b"0 0 9 9 re f", {"BBox": [0, 0, "a", 100]}, False, True),
        (b"0 0 9 9 re f", {"BBox": BOX, "Matrix": [1, 0, 0, 1, 5, 5]}, False, False),
        (b"0 0 9 9 re f", {"BBox": BOX, "Matrix": [1, 1, 1, 1, 0, 0]}, False, True),
        (b"0 0 9 9 re f", {"BBox": BOX, "Matrix": [1, 0, 0, 1]}, False, True),
        (b"BT (x)Tj ET", {"BBox": BOX}, True, True),
        (b"BT [(x) 2 (y)]TJ ET", {"BBox": BOX}, True, True),
        (b"% 0 0 9 9 re f\n", {"BBox": BOX}, True, False),
        (b"% DSBlank\n", {"BBox": [0, 0, 0, 0]}, True, False),
        (b"q 1 0 0 1 0 0 cm Q", {}, True, False),
        (b"/FRM Do", {"BBox": BOX}, True, False),  # nothing has that name
        (b"", {}, True, False),
    ],
)
def test_a_look_that_need_not_stay_in_its_place(
    content: bytes, entries: dict[str, Value], *, flat: bool, expected: bool
) -> None:
    look = form(content, [0, 0, 1, 1])
    del look["/BBox"]
    for key, value in entries.items():
        look["/" + key] = value_of(value)
    assert strays(dictionary(AP=dictionary(N=look)), flat=flat) is expected
    states = dictionary(On=look, Off=form(b"", [0, 0, 1, 1]))
    assert strays(dictionary(AP=dictionary(D=states)), flat=flat) is expected
