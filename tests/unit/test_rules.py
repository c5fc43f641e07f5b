"""The rules that come with the package: the table of domain.md 2.2 and its ambiguous cases."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from gateway import resources
from gateway.adapters.rules_yaml import RuleSet, failures, load_rules
from gateway.domain.admission import Reason
from gateway.domain.classification import Paper
from gateway.domain.document import Confidence
from gateway.domain.facts import Facts, Place, has_year, places_of, without_year
from gateway.domain.formats import CONTAINERS, FileKind, FormatVerdict
from gateway.domain.words import words_of


@cache
def rule_set() -> RuleSet:
    return load_rules(resources.shared("rules"))


def facts(document_type: str | None, code: str, abstract: str, subject: str = "") -> Facts:
    number, _, notation = code.partition("/")
    return Facts(
        document_type=document_type,
        number=number or None,
        notation=without_year(notation) or None,
        year_in_number=has_year(notation),
        places=places_of(document_type, abstract=abstract, subject=subject),
    )


def decide(found: Facts) -> tuple[str, str]:
    decided = rule_set().classification.classify(found)
    return decided.article, decided.paper.value


# Written from the Decision and domain.md 2.2, 2.3; numbers are the rows there.
TABLE = [
    # 1 drafts
    ("Công văn", "12/STP-VB", "V/v lấy ý kiến góp ý dự thảo Nghị quyết của HĐND tỉnh", "7", "no"),
    ("Công văn", "13/SNV-TC", "Về việc tham gia ý kiến dự thảo Quy chế", "7", "no"),
    # 3 paper in spite of a signature
    ("Kết luận", "04/KL-TTT", "Kết luận thanh tra việc thu chi tài chính tại Trung tâm", "8", "yes"),
    ("Công văn", "5/SXD-VP", "V/v gửi bản kê khai tài sản, thu nhập năm 2025", "8", "yes"),
    ("Công văn", "6/SXD-KT", "V/v gửi hồ sơ thanh toán đợt 2 gói thầu số 3", "8", "yes"),
    ("Công văn", "7/UBND-NC", "V/v trả lời đơn khiếu nại của bà Trần Thị B", "8", "yes"),
    ("Thư mời", "8/TM-BQL", "Mời chào giá mua sắm thiết bị", "8", "yes"),
    # 4 individual decisions
    ("Quyết định", "100/QĐ-UBND", "Về việc điều động cán bộ", "8", "yes"),
    ("Quyết định", "101/QĐ-SNV", "Nâng bậc lương thường xuyên đối với công chức", "8", "yes"),
    ("Quyết định", "102/QĐ-UBND", "Phê duyệt dự án đầu tư xây dựng cầu", "8", "yes"),
    ("Quyết định", "103/QĐ-XPHC", "Xử phạt vi phạm hành chính về đất đai", "8", "yes"),
    ("Quyết định", "104/QĐ-UBND", "Thành lập Tổ công tác chuyển đổi số", "8", "yes"),
    # 5 normative documents
    ("Quyết định", "12/2015/QĐ-UBND", "Quy định về kỷ luật lao động", "8", "unless-signed"),
    ("Nghị quyết", "9/2015/NQ-HĐND", "Về phí và lệ phí", "8", "unless-signed"),
    ("Thông tư", "22/2013/TT-BTTTT", "Công bố danh mục tiêu chuẩn", "8", "unless-signed"),
    ("Luật", "51/2005/QH11", "Luật Giao dịch điện tử", "8", "unless-signed"),
    # 6 other decisions: the covering type counts, not a word of the abstract (2.3 d)
    ("Quyết định", "2074/QĐ-UBND", "Ban hành Kế hoạch phát triển đô thị", "8", "unless-signed"),
    ("Quyết định", "2075/QĐ-SXD", "Về việc ban hành Quy chế thi đua, khen thưởng", "8", "unless-signed"),
    # 7, 8, 9
    ("Tờ trình", "30/TTr-SXD", "Về việc ban hành bảng giá", "8", "unless-signed"),
    ("Chỉ thị", "15/CT-UBND", "Tăng cường kỷ luật, kỷ cương", "8", "unless-signed"),
    ("Công điện", "3/CĐ-UBND", "Tập trung ứng phó bão số 9", "8", "unless-signed"),
    ("Hướng dẫn", "3/HD-SNV", "Hướng dẫn đánh giá công chức", "8", "unless-signed"),
    ("Thông báo", "12/TB-VP", "Ý kiến kết luận của Chủ tịch UBND tỉnh tại cuộc họp", "8", "unless-signed"),
    ("Công văn", "44/UBND-TH", "V/v tăng cường công tác phòng cháy", "8", "unless-signed"),
    ("Đề án", "3/ĐA-UBND", "Phát triển nhà ở xã hội", "8", "unless-signed"),
    ("Biên bản", "3/BB-SXD", "Biên bản họp giao ban tháng 3", "8", "unless-signed"),
    ("Hợp đồng", "3/HĐ-SXD", "Hợp đồng mua sắm máy vi tính", "8", "yes"),
    # 10 invitations
    ("Giấy mời", "34/GM-UBND", "Họp nghe báo cáo quy hoạch", "7", "no"),
    ("Công văn", "35/SXD-VP", "V/v mời họp triển khai Nghị quyết", "7", "no"),
    ("Công văn", "36/SXD-VP", "Triệu tập học viên lớp bồi dưỡng", "7", "no"),
    # 11
    ("Lịch công tác", "", "Tuần 12", "7", "no"),
    (None, "", "Lịch tiếp công dân tháng 3", "7", "no"),
    # 12
    ("Thông báo", "40/TB-SXD", "Về việc tạm ngừng tiếp nhận hồ sơ để bảo trì", "7", "no"),
    ("Thông báo", "41/TB-STC", "Thông báo xét duyệt quyết toán năm 2015", "8", "yes"),
    ("Thông báo", "42/TB-UBND", "Thông báo thu hồi đất của ông Nguyễn Văn A", "8", "yes"),
    # 13
    ("Báo cáo", "50/BC-SXD", "Tình hình thực hiện nhiệm vụ quý II năm 2015", "7", "no"),
    ("Báo cáo", "51/BC-SXD", "Báo cáo cải cách hành chính 9 tháng", "7", "no"),
    ("Báo cáo", "52/BC-SXD", "Báo cáo định kỳ công tác an toàn", "7", "no"),
    ("Báo cáo", "53/BC-SXD", "Kết quả công tác tuần 12", "7", "no"),
    # 14
    ("Báo cáo", "54/BC-SXD", "Báo cáo đột xuất về sự cố sập giàn giáo", "8", "unless-signed"),
    ("Báo cáo", "55/BC-SXD", "Báo cáo giải trình ý kiến của Bộ Xây dựng", "8", "unless-signed"),
    ("Báo cáo", "56/BC-SXD", "Tổng kết giai đoạn 2011-2015", "8", "unless-signed"),
    ("Báo cáo", "57/BC-ĐTTr", "Báo cáo kết quả thanh tra Ban Quản lý dự án", "8", "yes"),
    ("Báo cáo", "58/BC-STP", "Báo cáo thẩm định dự thảo Quyết định", "8", "unless-signed"),
    ("Báo cáo", "59/BC-SXD", "Báo cáo vụ cháy ngày 12 tháng 10 năm 2015", "8", "unless-signed"),
    # 15
    ("Kế hoạch", "60/KH-SXD", "Thanh tra, kiểm tra năm 2016", "7", "no"),
    ("Chương trình", "61/CTr-UBND", "Chương trình công tác năm 2016", "7", "no"),
    ("Kế hoạch", "62/KH-BQL", "Kế hoạch lựa chọn nhà thầu gói số 2", "8", "unless-signed"),
    # 16
    (None, "", "Tài liệu phục vụ hội nghị tổng kết", "7", "no"),
    ("Báo cáo", "63/BC-SXD", "Báo cáo tham luận tại Hội thảo khoa học", "7", "no"),
    # 17
    ("Công văn", "70/SXD-QLN", "V/v cung cấp số liệu nhà ở", "7", "no"),
    ("Công văn", "71/SXD-QLN", "V/v báo cáo tình hình cấp giấy phép", "7", "no"),
    ("Công văn", "72/SXD-VP", "V/v đôn đốc nộp bài thi", "7", "no"),
    # 19
    ("Công văn", "73/SXD-QLN", "V/v thẩm định Báo cáo đánh giá tác động môi trường", "8", "unless-signed"),
    ("Công văn", "74/SXD-QLN", "V/v gia hạn thị thực", "8", "unless-signed"),
    (None, "", "Gửi anh chị", "8", "unless-signed"),
    (None, "", "", "8", "unless-signed"),
]  # fmt: skip


@pytest.mark.parametrize(("document_type", "code", "abstract", "article", "paper"), TABLE)
def test_the_table(
    document_type: str | None, code: str, abstract: str, article: str, paper: str
) -> None:
    assert decide(facts(document_type, code, abstract)) == (article, paper)


def test_the_examples_beside_the_rules_hold() -> None:
    rules = rule_set()
    assert len(rules.examples) > 100
    assert [str(problem) for problem in failures(rules.classification, rules.examples)] == []


def test_what_no_rule_names_is_article_8_and_goes_before_the_clerk() -> None:
    decided = rule_set().classification.classify(Facts())
    assert (decided.article, decided.paper) == ("8", Paper.UNLESS_SIGNED)
    assert decided.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("change", "article", "paper"),
    [
        ({"is_draft": True}, "7", "no"),
        ({"is_for_information": True}, "7", "no"),
        ({"has_invitation_in_mail": True}, "7", "no"),
        ({}, "8", "yes"),
    ],
)
def test_modifiers_come_before_the_type(change: dict[str, bool], article: str, paper: str) -> None:
    decision = facts("Quyết định", "12/QĐ-UBND", "Khen thưởng cá nhân")
    assert decide(replace(decision, **change)) == (article, paper)


def test_the_invitation_itself_stays_an_invitation() -> None:
    invitation = replace(facts("Giấy mời", "1/GM-SXD", "Họp giao ban"), has_invitation_in_mail=True)
    assert rule_set().classification.classify(invitation).item == "giấy mời"


def test_party_documents_keep_paper() -> None:
    party = facts("Báo cáo", "01/BC/BDV", "Báo cáo công tác dân vận tháng 1")
    assert decide(party) == ("8", "unless-signed")


@pytest.mark.parametrize(
    ("notation", "abstract", "article"),
    [
        ("HD-SXD", "Hợp đồng", "8"),
        ("HĐ-SXD", "Hướng dẫn", "8"),
    ],
)
def test_hd_is_not_folded(notation: str, abstract: str, article: str) -> None:
    """HD and HĐ differ: only the type decides, never a likeness of letters (domain.md 13.17)."""
    kind = {"HD-SXD": "Hướng dẫn", "HĐ-SXD": "Hợp đồng"}[notation]
    decided = rule_set().classification.classify(facts(kind, f"1/{notation}", abstract))
    wanted = {"Hướng dẫn": "chi-thi-cong-dien", "Hợp đồng": "van-ban-khac-co-ten-loai"}[kind]
    assert (decided.article, decided.rule) == (article, wanted)


DOSSIER = [
    ("Đề nghị UBND tỉnh trình Thủ tướng Chính phủ phê duyệt", "", (), True),
    ("Về Đề án", "Kính đề nghị Ủy ban nhân dân tỉnh xem xét, trình Chính phủ.", (), True),
    ("Về Đề án", "Dự thảo Tờ trình của UBND tỉnh gửi Thủ tướng Chính phủ", (), True),
    ("Về Đề án", "Kính đề nghị xem xét, trình Thủ tướng Chính phủ.", ("UBND tỉnh Quảng Ngãi",), True),
    ("Về Đề án", "Kính đề nghị xem xét, trình Thủ tướng Chính phủ.", ("Bộ Xây dựng",), False),
    ("Thực hiện Chỉ thị của Thủ tướng Chính phủ", "", ("UBND tỉnh",), False),
    ("Báo cáo theo Công điện của Thủ tướng Chính phủ", "", ("UBND tỉnh",), False),
    ("Đề nghị UBND tỉnh trình Bộ Xây dựng", "", ("UBND tỉnh",), False),
    ("Kế hoạch của UBND tỉnh thực hiện Chương trình Chính phủ điện tử", "", (), False),
    ("Về Đề án", "Ủy ban nhân dân tỉnh kính trình Thủ tướng", ("Thủ tướng Chính phủ",), False),
]  # fmt: skip


@pytest.mark.parametrize(("abstract", "text", "addressees", "wanted"), DOSSIER)
@pytest.mark.parametrize("document_type", ["Tờ trình", "Công văn", "Báo cáo"])
def test_article_8_3(
    document_type: str, abstract: str, text: str, addressees: tuple[str, ...], wanted: bool
) -> None:
    base = facts(document_type, "9/SXD-QH", abstract)
    places = {**base.places, Place.TEXT: words_of(text)}
    found = replace(base, places=places, addressees=addressees)
    assert rule_set().classification.classify(found).dossier_8_3 is wanted


def test_article_8_3_runs_for_drafts_and_changes_no_paper() -> None:
    draft = replace(facts("Tờ trình", "", "Đề nghị UBND tỉnh trình Chính phủ"), is_draft=True)
    decided = rule_set().classification.classify(draft)
    assert decided.dossier_8_3
    assert decided.paper is Paper.NO


def test_explanation_names_the_words_and_every_rule_that_was_asked() -> None:
    explanation = rule_set().classification.explain(
        facts("Công văn", "12/STP-VB", "V/v góp ý dự thảo Quyết định")
    )
    assert [trace.rule for trace in explanation.asked] == ["du-thao"]
    spoken = explanation.asked[0].finding
    words = [
        (seen.place, seen.found.phrase) for part in spoken.parts for inner in part.parts
        for seen in inner.words
    ]  # fmt: skip
    assert ("title", "góp ý … dự thảo") in words


def test_explanation_of_the_default_asked_every_rule() -> None:
    rules = rule_set().classification
    explanation = rules.explain(Facts())
    assert not any(trace.spoke for trace in explanation.asked)
    assert explanation.classification.rule == rules.fallback.name
    assert len(explanation.asked) == len(rules.rule_names()) - 1


def test_formats_of_article_4() -> None:
    formats = rule_set().formats
    assert {kind for kind in FileKind if kind not in formats.verdicts} == set()
    assert formats.of(FileKind.DOCX) is FormatVerdict.ACCEPT
    assert formats.of(FileKind.PPTX) is FormatVerdict.WARN
    assert all(formats.of(kind) is FormatVerdict.WARN for kind in CONTAINERS)
    assert formats.of(FileKind.RAR) is formats.of(FileKind.OUTLOOK) is FormatVerdict.HOLD
    assert formats.of(FileKind.OLE_MACRO) is FormatVerdict.HOLD
    assert formats.of(FileKind.OOXML_MACRO) is FormatVerdict.REFUSE
    assert all(formats.reasons[kind] for kind in FileKind)


def test_only_a_format_is_refused_outright() -> None:
    assert rule_set().admission.refuse == {Reason.FORMAT_NOT_LISTED, Reason.MACROS}


def test_the_digest_is_the_version_of_all_files(tmp_path: Path) -> None:
    for path in resources.shared("rules").rglob("*.yaml"):
        target = tmp_path / path.relative_to(resources.shared("rules"))
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert load_rules(tmp_path).digest == rule_set().digest
    (tmp_path / "admission.yaml").write_text("refuse: []\n", encoding="utf-8")
    assert load_rules(tmp_path).digest != rule_set().digest
