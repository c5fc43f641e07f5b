"""The sample documents of the demo. Every person and every matter in them is made up.

Exception: the text of Decision 57/2014/QĐ-UBND is the public law itself; it stands in
`quyet-dinh-57-2014.txt` beside this file and is signed here by a made-up leader.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gateway.demo import appearances
from gateway.demo.annexes import cost_document, task_workbook
from gateway.demo.layout import Place
from gateway.demo.older import older_letter
from gateway.demo.pki import DemoPki, Holder
from gateway.demo.sheets import (
    OFFICIAL_LETTER,
    PLAN,
    PLAN_FORM,
    SECRET_LETTER,
    SUBMISSION,
    decision,
    invitation,
)
from gateway.demo.signing import Mark, overwrite_number, sign
from gateway.demo.typesetting import BLANK, Typeset, typeset, typeset_annex


@dataclass(frozen=True, slots=True)
class SampleFile:
    """A file as it hangs on a mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Leader:
    """The made-up person who signs for an agency."""

    name: str
    unit: str  # as in certificates: "SỞ TÀI CHÍNH"
    title: str
    address: str


class Documents:
    """Makes the sample files; each agency's certificate is issued once."""

    def __init__(self, pki: DemoPki) -> None:
        self._pki = pki
        self._organisations: dict[str, Holder] = {}
        self._folder = pki.folder / "appearances"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._scrawl = appearances.scrawl(self._folder / "scrawl.pdf")
        self._seal = appearances.seal(self._folder / "seal.pdf")

    def decision(self, at: datetime) -> SampleFile:
        """Decision 57/2014/QĐ-UBND, signed by leader and agency."""
        return SampleFile("57_2014_QD-UBND.pdf", self._signed_decision(at)[0])

    def altered_decision(self, at: datetime) -> SampleFile:
        """The same decision, whose number was painted over after signing."""
        pdf, places = self._signed_decision(at)
        return SampleFile("QD-75-2014.pdf", overwrite_number(pdf, places["number"], "75"))

    def invitation(self) -> SampleFile:
        """An invitation, unsigned, with a text layer."""
        return SampleFile("34_GM-UBND.pdf", typeset(invitation()).pdf)

    def submission(self, at: datetime) -> SampleFile:
        """A tờ trình of Article 8.3: UBND tỉnh is to submit it to the Prime Minister."""
        leader = Leader("Trần Thị B", "SỞ TÀI CHÍNH", "Giám đốc", "ttb-stc@quangngai.gov.vn")
        pdf = self._sign(typeset(SUBMISSION), leader, at)
        return SampleFile("215_TTr-STC.pdf", pdf)

    def official_letter(self, at: datetime) -> SampleFile:
        """A công văn whose number and day are appearances of the clerk's signatures."""
        leader = Leader("Lê Văn C", "SỞ NỘI VỤ", "Phó Giám đốc", "lvc-snv@quangngai.gov.vn")
        blank = typeset(replace(OFFICIAL_LETTER, number=BLANK, day=BLANK))
        pdf = self._sign(blank, leader, at, number=OFFICIAL_LETTER.number, day=OFFICIAL_LETTER.day)
        return SampleFile("1482_SNV-CCHC_signed.pdf", pdf)

    def secret(self) -> SampleFile:
        """A harmless letter that bears the mark MẬT."""
        return SampleFile("88_SCT-VP.pdf", typeset(SECRET_LETTER).pdf)

    def plan(self, at: datetime) -> tuple[SampleFile, ...]:
        """A plan, signed, with three annexes: workbook, text document and PDF."""
        leader = Leader(
            "Phạm Thị D", "SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Giám đốc", "ptd-skhcn@quangngai.gov.vn"
        )
        form = typeset_annex("Phụ lục III", PLAN_FORM)
        return (
            SampleFile("126_KH-SKHCN.pdf", self._sign(typeset(PLAN), leader, at)),
            SampleFile("Phụ lục I - Danh mục nhiệm vụ.xlsx", task_workbook()),
            SampleFile("Phụ lục II - Dự kiến kinh phí.docx", cost_document()),
            SampleFile("Phụ lục III - Biểu mẫu báo cáo.pdf", form),
        )

    @staticmethod
    def older() -> SampleFile:
        """An archive with a letter typed in TCVN3."""
        return SampleFile("van ban 967.zip", older_letter())

    @staticmethod
    def program() -> SampleFile:
        """Bytes that look like a Windows program and contain no code: not on the list of Art. 4.2.c."""
        header = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0"
        return SampleFile("bao-cao-thang-11.exe", header + bytes(2048))

    def _signed_decision(self, at: datetime) -> tuple[bytes, dict[str, Place]]:
        leader = Leader(
            "Nguyễn Văn A",
            "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
            "Chủ tịch",
            "nva-ubnd@quangngai.gov.vn",
        )
        made = typeset(decision())
        return self._sign(made, leader, at), made.places

    def _sign(
        self, made: Typeset, leader: Leader, at: datetime, *, number: str = "", day: str = ""
    ) -> bytes:
        person = self._pki.person(leader.name, leader.unit, leader.title, leader.address)
        hand = _hand_place(made.places["signature"])
        marks = [Mark(person, at, "LanhDao", self._scrawl, hand)]
        agency = self._organisation(leader.unit)
        later = at + timedelta(minutes=4)  # the clerk's signatures, seconds apart
        for name, text, italic in (("number", number, False), ("day", day, True)):
            if text:
                place = made.places[name]
                shown = appearances.words(self._folder / f"{name}.pdf", text, place, italic=italic)
                marks.append(Mark(agency, later, f"VanThu_{name}", shown, place))
        end = later + timedelta(seconds=20)
        marks.append(Mark(agency, end, "CoQuan", self._seal, _seal_place(hand)))
        pdf = made.pdf
        for mark in marks:
            pdf = sign(self._pki, pdf, mark)
        return pdf

    def _organisation(self, name: str) -> Holder:
        if name not in self._organisations:
            self._organisations[name] = self._pki.organisation(name)
        return self._organisations[name]


def _hand_place(room: Place) -> Place:
    return Place(room.page, room.x + (room.width - 150) / 2, room.y + 8, 150, 60)


def _seal_place(hand: Place) -> Place:
    # 8: the seal covers about a third of the signature, on its left
    size = appearances.SEAL_POINTS
    x = hand.x + 50 - size
    return Place(hand.page, x, hand.y + (hand.height - size) / 2, size, size)
