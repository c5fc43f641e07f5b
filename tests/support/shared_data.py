"""The folder of shared test inputs: real documents that never enter the repository."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
SHARED = _ROOT / os.environ.get("GATEWAY_SHARED", "../shared")
