"""No ordinary document of the reading set is taken for a secret, whatever file it is (Done when 4)."""

from pathlib import Path

import pytest

from gateway.adapters.rules_yaml import load_rules
from gateway.domain.document import DocumentFields
from gateway.domain.formats import FileKind
from gateway.domain.found_marks import marks_of_file
from gateway.resources import shared
from tests.support.reading.measure import text_of
from tests.support.reading.sketches import sketches

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("kind", [FileKind.PDF, FileKind.DOCX])
def test_4_no_document_of_the_reading_set_is_a_secret(kind: FileKind, tmp_path: Path) -> None:
    marks = load_rules(shared("rules")).secrecy
    wrong = {
        sketch.name
        for sketch in sketches()
        if marks_of_file(marks, text_of(sketch, kind, tmp_path), DocumentFields())
    }
    assert wrong == set()
