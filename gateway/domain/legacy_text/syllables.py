"""The syllables that Vietnamese spelling can write: 19,000 of all strings, hence a sure sign of a right table.

Foreign words fail on their length alone, and a wrong table on the order of the vowels or on the tone before a stop.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

_ONSETS = (
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "qu",
    "r", "s", "t", "th", "tr", "v", "x",
)  # fmt: skip
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep "
    "et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam "
    "oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong op ot oong ô ôc ôi ôm "
    "ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt "
    "up ut uy uya uych uyên uyêt uynh uyt uyu uơ ư ưa ưc ưi ưm ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm "
    "yên yêng yêt yêu ynh yt ych "
)
_STOPS = ("c", "ch", "p", "t")
_TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_STOPPED = ("", "\u0301", "\u0323")  # a syllable that ends with a stop has no other tone
_TWO_PLACES = frozenset({"oa", "oe", "uy"})  # hòa and hoà
_FRONT = frozenset("eêiy")

# Frequent in the papers of agencies: they tell two tables apart that both make syllables of a short text.
_COMMON = (
    "của và các được là có không với người những một đã này về để từ đến tại năm nước việc định quyết số ngày "
    "tháng thông tư nghị báo cáo kế hoạch tờ trình công văn giấy mời họp ủy uỷ nhân dân tỉnh huyện xã thành phố "
    "phường sở bộ phòng cục hội đồng chủ tịch phó giám đốc trưởng chánh hành chính phủ thủ tướng luật điều khoản "
    "điểm căn cứ thực hiện chế chương dự án đề xét ý kiến kết luận chỉ đạo nhiệm vụ quản lý nhà đất xây dựng "
    "giáo dục đào tạo tế tài nguyên môi trường động thương xã hóa hoá thể lịch nông nghiệp phát triển đầu thuế "
    "cán viên chức tổ cơ đơn vị cá hồ sơ tục giải tiếp nhận trả lời gửi kèm nơi lưu kính như trên trước hạn thời "
    "địa nội phần đại biểu hợp thảo lấy góp bổ sửa đổi thế bãi bỏ hiệu lực kể trách cộng hòa hoà nghĩa việt độc "
    "lập tự hạnh phúc khẩn hỏa hoả tốc mật tối tuyệt lần thứ sáng chiều giờ phút "
)
COMMON = frozenset(_COMMON.split())


@cache
def syllables() -> frozenset[str]:
    """Every syllable in small letters, NFC, in both placements of the tone."""
    return frozenset(
        unicodedata.normalize("NFC", onset + toned)
        for onset in _ONSETS
        for rime in _RIMES.split()
        if _fits(onset, rime)
        for toned in _toned(rime)
    )


def _fits(onset: str, rime: str) -> bool:
    """k, gh and ngh stand before e, ê, i and y; c, g and ng before the others."""
    if onset in {"k", "gh", "ngh"}:
        return rime[0] in _FRONT
    if onset in {"c", "g", "ng"}:
        return rime[0] not in _FRONT or (onset == "g" and rime in {"i", "in", "iêng", "iêc"})
    if onset in {"gi", "qu"}:
        return rime[0] != "u" or rime[:2] == "uô"
    return not (rime[:2] in {"yê", "yn", "yt", "yc"} and onset)


def _toned(rime: str) -> Iterator[str]:
    tones = _STOPPED if rime.endswith(_STOPS) else _TONES
    for place in _places(rime):
        yield from (rime[: place + 1] + tone + rime[place + 1 :] for tone in tones)


def _places(rime: str) -> tuple[int, ...]:
    """Where the tone can stand: on the marked vowel, else on the nucleus."""
    marked = [place for place, letter in enumerate(rime) if letter in "ăâêôơư"]
    if marked:
        return (marked[-1],)
    if rime in _TWO_PLACES:
        return (0, 1)
    return (1,) if rime[:2] in {"oa", "oe", "oo", "uy"} else (0,)
