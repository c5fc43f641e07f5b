"""The genuine files of the shared folder: when they were last signed, and the trust for them."""

import shutil
from pathlib import Path

from tests.support.shared_data import SHARED

REAL_SIGNED_AT = {  # what the last signature of each says, read with the zone that it states
    "signed-01.pdf": "2023-11-01T14:22:35+07:00",
    "signed-06.pdf": "2026-04-15T08:58:50+07:00",
    "signed-07.pdf": "2025-07-08T10:04:00+00:00",
    "signed-08.pdf": "2016-03-03T08:24:25+00:00",
    "signed-11.pdf": "2019-06-12T18:27:33+00:00",
}
_PLACES = {
    "government": ("g1-root.cer", "rootcag2.crt"),
    "tsa": ("g1-root.cer", "rootcag2.crt"),
    "intermediates": ("g1-cp.cer", "cpcag2.crt"),
    "public": ("vnrca256.crt",),
}


def real_trust(folder: Path) -> Path:
    """Makes a trust folder of the published certificates."""
    for place, names in _PLACES.items():
        (folder / place).mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copyfile(SHARED / "certs" / name, folder / place / name)
    return folder
