"""The provinces and cities under the central government, also those that were merged on 1 July 2025.

Names of agencies and certificates keep the old names for years (Resolution 202/2025/QH15).
"""

PROVINCES = (
    "an giang", "bà rịa vũng tàu", "bạc liêu", "bắc giang", "bắc kạn", "bắc ninh", "bến tre", "bình dương",
    "bình định", "bình phước", "bình thuận", "cà mau", "cao bằng", "cần thơ", "đà nẵng", "đắk lắk", "đắk nông",
    "điện biên", "đồng nai", "đồng tháp", "gia lai", "hà giang", "hà nam", "hà nội", "hà tĩnh", "hải dương",
    "hải phòng", "hậu giang", "hồ chí minh", "hòa bình", "huế", "hưng yên", "khánh hòa", "kiên giang", "kon tum",
    "lai châu", "lạng sơn", "lào cai", "lâm đồng", "long an", "nam định", "nghệ an", "ninh bình", "ninh thuận",
    "phú thọ", "phú yên", "quảng bình", "quảng nam", "quảng ngãi", "quảng ninh", "quảng trị", "sóc trăng",
    "sơn la", "tây ninh", "thái bình", "thái nguyên", "thanh hóa", "thừa thiên huế", "tiền giang", "trà vinh",
    "tuyên quang", "vĩnh long", "vĩnh phúc", "yên bái",
)  # fmt: skip
