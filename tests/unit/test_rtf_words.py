"""The rich text of winmail.dat: the examples of [MS-OXRTFCP] §4, Vietnamese, and what is broken."""

import random
from pathlib import Path

import pytest

from gateway.adapters.mime.rtf_words import NoRtf, words_of_rtf
from gateway.adapters.mime.tnef import open_tnef
from gateway.domain.admission import Reason
from tests.support.containers import rich_text, tnef

# §4.1 and §4.2: simple, and with a reference that reads what it writes.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c0900206277"
    "05b06c647d0a800fa0"
)
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")


def test_the_examples_of_the_specification() -> None:
    assert words_of_rtf(HELLO, "cp1252").strip() == "hello world"
    assert words_of_rtf(CROSSING, "cp1252") == "WXYZ" * 5


@pytest.mark.parametrize("packed", [False, True])
def test_vietnamese_in_escapes_and_in_a_code_page(packed: bool) -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\htmltag <p>}T\u192?I LI\u7878?U M\u7852?T\par \'d0\'f4}"
    said = words_of_rtf(rich_text(rtf, packed=packed), "cp1258")
    assert said == "TÀI LIỆU MẬT\nĐô"


@pytest.mark.parametrize("data", [b"", b"LZFu", rich_text(b"x").replace(b"MELA", b"XXXX")])
def test_what_is_none(data: bytes) -> None:
    with pytest.raises(NoRtf):
        words_of_rtf(data, "cp1252")


def test_damaged_ones_end(tmp_path: Path) -> None:
    for seed in range(300):
        dice = random.Random(seed)
        data = bytearray(HELLO * 3)
        for _ in range(3):
            data[dice.randrange(16, len(data))] = dice.randrange(256)
        data[4:8] = (1 << 20).to_bytes(4, "little")
        assert len(words_of_rtf(bytes(data), "cp1252")) < 1 << 20


def test_a_body_in_rich_text_alone_is_searched_and_one_that_cannot_be_read_closes(
    tmp_path: Path,
) -> None:
    def opened(rtf: bytes, body: str = "") -> tuple[Reason | None, str]:
        path = tmp_path / "winmail.dat"
        path.write_bytes(tnef(rtf=rtf, body=body))
        answer = open_tnef(path, tmp_path, 10, 1 << 20)
        return answer.problem, answer.body

    assert opened(rich_text(rb"{\rtf1 T\u7888?I M\u7852?T}", packed=True)) == (None, "TỐI MẬT")
    assert opened(b"LZFu") == (Reason.NOT_OPENED, "")
    assert opened(b"LZFu", "Kính gửi") == (None, "Kính gửi")
