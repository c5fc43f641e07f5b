"""The older tables: every letter comes back, samples are recognised, and no other language is touched."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.document import TextEncoding
from gateway.domain.legacy_text import (
    font_of,
    from_tcvn_charset,
    is_foreign,
    marks_in_doubt,
    possible_readings,
    to_unicode,
    unify,
    with_horns,
)
from tests.support.older_tables import CAPITALS, SMALL, coded, shown, twice

TABLES = ("tcvn3", "vni", "viscii", "vps", "windows-1258", "utf-8-twice")


def _shown(text: str, table: str) -> str:
    return shown(text, table, "cp1252" if table in {"viscii", "vps"} else "latin-1")


@pytest.mark.parametrize("table", ["vni", "viscii", "vps", "windows-1258"])
@pytest.mark.parametrize("letter", SMALL + CAPITALS)
def test_every_letter_comes_back(table: str, letter: str) -> None:
    text = f"{letter} b{letter.lower()}n {letter.lower()}"
    assert to_unicode(coded(text, table).decode("latin-1"), TextEncoding(table)) == text


@pytest.mark.parametrize("letter", SMALL)
def test_every_letter_of_tcvn3_comes_back(letter: str) -> None:
    assert to_unicode(coded(letter, "tcvn3").decode("latin-1"), TextEncoding.TCVN3) == letter
    capitals = to_unicode(
        coded(letter, "tcvn3").decode("latin-1"), TextEncoding.TCVN3, capitals=True
    )
    assert capitals == letter.upper()


@pytest.mark.parametrize("letter", SMALL + CAPITALS)
def test_every_letter_of_the_charset_of_tcvn_comes_back(letter: str) -> None:
    assert from_tcvn_charset(coded(letter, "tcvn5712").decode("latin-1")) == letter


@pytest.mark.parametrize("letter", SMALL + CAPITALS)
@pytest.mark.parametrize("times", [1, 2])
def test_every_letter_of_utf_8_read_twice_comes_back(letter: str, times: int) -> None:
    assert to_unicode(twice(letter, times), TextEncoding.UTF8_TWICE) == letter


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("ban hÃ nh Ä‘iá»\u0081u", "ban hành điều"),
        ("lÃ  vÃ  tÃ i liá»‡u", "là và tài liệu"),
        ("lÃ ban Ä‘Ã¢u", "là ban đâu"),
        ("aÃ±o fÃ¼r", "año für"),
    ],
)
def test_the_space_within_a_letter_of_utf_8(seen: str, meant: str) -> None:
    assert to_unicode(seen, TextEncoding.UTF8_TWICE) == meant


@pytest.mark.parametrize("seen", ["El aÃ±o prÃ³ximo", "FÃ¼r die StraÃŸe Ã¼ber", "dÃ©jÃ  vu"])
def test_other_languages_in_utf_8_read_twice_are_left_alone(seen: str) -> None:
    assert unify(seen).text == seen


SIGNS = st.text(
    st.one_of(
        st.characters(max_codepoint=0x17F),
        st.sampled_from("ạảấầẩẫậắằẳẵặẹẻẽếềểễệ\u0300\u0301\u0323\u201c\u2020\f\n\t-ÃáÄº»aeiou"),
    ),
    max_size=300,
)


@given(SIGNS)
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_pages_stay_pages(text: str) -> None:
    """No text raises, and none loses or gains a page: the pages of a file are told apart by form feeds."""
    found = unify(text)
    assert found.text.count("\f") == text.count("\f")
    assert unify(found.text) is not None
    is_foreign(text)
    for table in TextEncoding:
        assert to_unicode(text, table).count("\f") == text.count("\f")
        list(marks_in_doubt(text, table))
    list(possible_readings(text))
    assert with_horns(text).count("\f") == text.count("\f")


@pytest.mark.parametrize("piece", ["é", "é\n", "a-", "“", "Ã", "á»", "a\u0301", "aÌ", "©M ", "Ã a"])
def test_hostile_text_takes_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    begun = time.perf_counter()
    unify(text)
    is_foreign(text)
    with_horns(text)
    assert time.perf_counter() - begun < 5.0  # the slowest takes 0.3 s on an idle core


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("CéNG HOµ X· HéI CHñ NGHÜA", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA"),
        ("MËT", "MẬT"),
        ("TèI MËT", "TỐI MẬT"),
        ("Sè: 12/Q§-UBND", "Số: 12/QĐ-UBND"),
        ("Së Y tÕ", "Sở Y tế"),
        ("UBND tØnh\tCéNG HOµ X·", "UBND tỉnh\tCỘNG HOÀ XÃ"),
    ],
)
def test_small_letters_among_capitals_of_tcvn3_are_capitals(typed: str, meant: str) -> None:
    assert to_unicode(typed, TextEncoding.TCVN3) == meant


@pytest.mark.parametrize(
    ("name", "table", "capitals"),
    [
        (".VnTime", TextEncoding.TCVN3, False),
        (".VnTimeH", TextEncoding.TCVN3, True),
        (".VnArial NarrowH", TextEncoding.TCVN3, True),
        ("ABCDEF+.VnTimeH,Bold", TextEncoding.TCVN3, True),
        ("VnTimeH-Bold", TextEncoding.TCVN3, True),
        (".VnCentury Schoolbook", TextEncoding.TCVN3, False),
        ("VNI-Times", TextEncoding.VNI, False),
        ("ABCDEF+VNI-Helve-Condense", TextEncoding.VNI, False),
        ("VPS Times", TextEncoding.VPS, False),
        ("VI Times", TextEncoding.VISCII, False),
    ],
)
def test_a_font_tells_its_table(name: str, table: TextEncoding, capitals: bool) -> None:
    font = font_of(name)
    assert font is not None
    assert (font.table, font.capitals) == (table, capitals)


@pytest.mark.parametrize(
    "name", ["Times New Roman", "Verdana", "Vineta BT", "Vivaldi", "", None, "Arial", "Vrinda", "MT Extra", "VNUltra"]
)  # fmt: skip
def test_other_fonts_tell_nothing(name: str | None) -> None:
    assert font_of(name) is None


PAGE = """ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI
SỞ THÔNG TIN VÀ TRUYỀN THÔNG
Số: 12/QĐ-STTTT
Quảng Ngãi, ngày 05 tháng 02 năm 2015
QUYẾT ĐỊNH
Về việc ban hành Quy chế làm việc của Sở Thông tin và Truyền thông
Căn cứ Luật Tổ chức Hội đồng nhân dân và Ủy ban nhân dân ngày 26 tháng 11 năm 2003;
Căn cứ Nghị định số 24/2014/NĐ-CP ngày 04 tháng 4 năm 2014 của Chính phủ quy định tổ chức các cơ quan chuyên môn;
Xét đề nghị của Chánh Văn phòng Sở, theo đó các phòng, đơn vị trực thuộc phải gửi báo cáo trước ngày 20 hằng tháng.
Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc gồm 5 chương, 24 điều; mức phí 10% không áp dụng.
Nơi nhận: Như Điều 3; Lưu: VT, VP."""
SAMPLES = (
    PAGE,
    "Giấy mời họp giao ban tuần",
    "GIẤY MỜI HỌP",
    "Công văn của Sở",
    "KẾ HOẠCH CÔNG TÁC NĂM 2015 CỦA SỞ Y TẾ",
    "Thông báo kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại cuộc họp ngày 12/3/2015",
    "Căn cứ Luật Tổ chức Chính phủ",
    "Về việc thực hiện chế độ báo cáo định kỳ",
    "Tờ trình đề nghị phê duyệt dự toán kinh phí sửa chữa trụ sở",
    "Độc lập - Tự do - Hạnh phúc",
)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("text", SAMPLES)
def test_vietnamese_in_an_older_table_is_read(table: str, text: str) -> None:
    seen = _shown(text, table)
    assert seen != text
    found = unify(seen)
    assert found.encoding is TextEncoding(table)
    if table == "tcvn3":  # which has no capitals with a tone: `ñy ban` is all that stands there
        assert found.text.lower() == text.lower()
    else:
        assert found.text == text


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("viscii", "Dùng nhãn xem thử"),
        ("vps", "hiển thị mô tả lệnh"),
        ("vps", "Dùng cỡ trong nhãn"),
        ("tcvn3", "bề mặt"),
        ("viscii", "Bị tắt"),
    ],
)
def test_few_words_that_two_tables_explain_are_left_or_right(table: str, text: str) -> None:
    seen = _shown(text, table)
    assert unify(seen).text in {seen, text}


FOREIGN = (
    "El Año Nuevo trae información sobre la reunión; ¿cómo está usted? ¡Señor, mañana será otro día! Según el artículo 5.º",
    "La comunicación del Ministerio de Educación será pública, así que rogamos su atención y comprensión. Sí, también aquí.",
    "Año nuevo: información",
    "Für die Straße über die Größe müssen wir schöne Bäume fällen; Äpfel, Öl und Übung: möglich, natürlich, gemäß §§ 5, 7.",
    "Sehr geehrte Damen und Herren, die Prüfung der Unterlagen über das Gebäude in München hat länger gedauert.",
    "Schöne Grüße aus Köln",
    "Être ou ne pas être : où êtes-vous né ? L'été, l'élève déjà âgé préfère les crêpes, c'est ça, là-bas, à côté du café.",
    "Le ministère de l'Éducation a décidé d'améliorer les écoles françaises ; « très bien », répondit-il, naïf et haï.",
    "Procès-verbal de la réunion à l'Hôtel de Ville",
    "A informação é pública; não há solução à vista, só três opções: coração, irmão, mãe, avó e avô. Então, até amanhã!",
    "Ação de graças e educação física em São Paulo",
    "Perché più città così è già però lunedì università libertà; può darsi che sarà così, laggiù, né qui né là.",
    "Žluťoučký kůň úpěl ďábelské ódy; příliš žluté, děkuji, České Budějovice a Plzeň.",
    "Zażółć gęślą jaźń; Łódź, święto, książka, mężczyzna, już późno.",
    "Räksmörgås på smörgåsbord är gott, även för människor på ön i Åre. Vi måste också få höra från Malmö.",
    "Blåbærsyltetøy på brød, så går vi på ski; Øystein og Åse får også være med i år.",
    "Îngrijire și creștere; București, țară, învățământ, mâine, în față.",
    "Şişli'de güzel bir gün: çocuklar, öğretmen, üzüm, ığdır, İstanbul'a gidiyor.",
    "Hyvää päivää, tämä on hyvä; yötä, työ, pöytä, kärsivällisyys, Jyväskylä.",
    "The café's naïve façade — “résumé” of Windows® 10 ©2015 by Müller & Söhne™, 25 °C ± 0.5 µm, ½ cup, £5, ¥10, §7, ¶3.",
    "Meeting of the Department: agenda, minutes & budget (±5%) – 100 µg/m³, 30 m², 10 °C",
    "for (int i = 0; i < n; i++) { s[i] = 'µ'; /* ©® */ } // «ok» ¬a ¦ b · c",
    "12 345,67 €; 1.000.000 ₫; −5 °C; ×2; ÷3; ±1; ½; ¼; ¾; 10²; 5³",
    "STT\tHọ và tên\tĐơn vị\tGhi chú\n1\tNguyễn Văn A\tSở Y tế\t®\n2\tTrần Thị B\tUBND xã\t©",
    PAGE,
    PAGE.upper(),
    PAGE + " Nhiệt độ 30 °C, ½ ngày ®; «trích dẫn»; §5; ± 3 µm",
    "Báo cáo tháng có số liệu; Công ty TNHH Müller & Söhne (Đức), ông José Núñez, bà Françoise Lefèvre, hãng Citroën",
    "Bảng giá: Nestlé, L'Oréal, Pokémon, Häagen-Dazs, Škoda – giảm 10% ® ™",
    "Hop giao ban tuan 47 - So Xay dung, bao cao cong tac thang 11",
    "Công văn số 15/UBND-KTN về phối hợp với Đại sứ quán Cộng hòa Pháp (Ambassade de France à Hanoï), Université de Genève",
    "Le Thé né à la fête: thé, blé, né, là, dé, ré",
    "où, haï, là",
)


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_are_left_alone(text: str) -> None:
    found = unify(text)
    assert (found.encoding, found.text) == (TextEncoding.UNICODE, text)
