"""Files that uuencode wrote into a text come out whole, or the text stays as it was."""

import time

import pytest

from gateway.adapters.mime.uuencode import take_out
from tests.support.containers import uuencoded

DATA = bytes(range(256)) * 3


def test_files_are_taken_out_and_the_text_stays() -> None:
    text = "Kinh gui.\r\n" + uuencoded("34.pdf", DATA) + "\r\nHet.\r\n" + uuencoded("b c.txt", b"x")
    rest, files = take_out(text)
    assert [(file.name, file.content) for file in files] == [("34.pdf", DATA), ("b c.txt", b"x")]
    assert rest == "Kinh gui.\r\n\r\nHet.\r\n"
    unix, same = take_out(text.replace("\r\n", "\n"))
    assert (unix, same) == (rest.replace("\r\n", "\n"), files)


def test_names_are_no_paths() -> None:
    _, (file,) = take_out(uuencoded("../../etc/34.pdf", DATA))
    assert file.name == "34.pdf"


@pytest.mark.parametrize(
    "change",
    [
        ("`\r\nend", "`\r\nend."),
        ("`\r\nend\r\n", ""),
        ("begin 644", "begin 6"),
        ("begin 644 34.pdf", "begin 644 "),
        (
            "\r\nM",
            "\r\nM{",
        ),
        ("\r\nM", "\r\nLX"),
    ],
)
def test_a_damaged_block_stays_in_the_text(change: tuple[str, str]) -> None:
    text = uuencoded("34.pdf", DATA).replace(*change)
    assert take_out(text) == (text, [])


def test_hostile_texts_cost_little() -> None:
    began = time.monotonic()
    for text in ("begin 644 a\n" * 200_000, "begin 644 a\n" + "#0V%T\n" * 300_000):
        assert take_out(text) == (text, [])
    many, files = take_out(uuencoded("a", b"x") * 60)
    assert (len(files), many.count("begin")) == (50, 10)
    assert time.monotonic() - began < 5
