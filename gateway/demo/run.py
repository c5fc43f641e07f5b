"""The demo: a gateway of its own takes in the sample mails over SMTP and shows what became of them."""

import shutil
import smtplib
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic

from rich.console import Console

from gateway.config.load import load_settings
from gateway.config.settings import Settings
from gateway.demo.mails import AGENCY_ADDRESS, AUTHSERV_ID, FIRST_DAY, SampleMail, samples
from gateway.demo.pki import DemoPki
from gateway.demo.report import print_report
from gateway.domain.failures import PermanentFailure, TransientFailure
from gateway.wiring.databases import make_folder, queries
from gateway.wiring.demo import demo_gateway

_PATIENCE_SECONDS = 60
_MARK = ".gateway-demo"

_CONFIG = """\
# Made by `gateway demo`; other commands can look at its state:
#   gateway --config {folder}/config.yaml register list
data_dir: .
authserv_id: {authserv_id}
agencies:
  - id: sxd
    name: Sở Xây dựng tỉnh Quảng Ngãi
    books:
      - name: den
        title: Sổ đăng ký văn bản đến
    mailboxes:
      - name: sxd
        address: {address}
    known_senders: ["*.gov.vn"]
    contact: Văn thư Sở Xây dựng (bản demo; CA gốc ở đây là CA thử nghiệm, không phải của Ban Cơ yếu Chính phủ)
    secrets:
      officer:
        name: Nguyễn Văn A
        address: nguyenvana.sxd@quangngai.gov.vn
smtp_intake:
  listen: 127.0.0.1
  port: {port}
  min_free_mb: 10
submission:
  transport: files
receipts:
  signing:
    key_file: {key}
    certificate_file: {certificate}
log:
  level: error
"""


class DemoClock:
    """The demo's injected clock: stands at the instant at which a sample mail comes in."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now


def run_demo(folder: Path, out: Console) -> None:
    """Runs the whole demo and leaves its state in `folder`. Raises `PermanentFailure` for a folder that is not a demo's."""
    _clear(folder)
    out.print("1/4 Lập CA thử nghiệm và soạn các văn bản mẫu …")
    pki = DemoPki(folder, FIRST_DAY)
    pki.write_trust()
    settings = _configure(folder, pki)
    mails = samples(pki)
    clock = DemoClock(FIRST_DAY)
    out.print(f"2/4 Khởi động cổng thư (SQLite, SMTP 127.0.0.1:{_port(settings)}) …")
    with demo_gateway(settings, clock):
        for number, mail in enumerate(mails, start=1):
            out.print(f"3/4 Gửi thư {number}/{len(mails)}: {mail.title_vi}")
            clock.set(mail.entered_at)
            _send(mail, _port(settings))
            _wait(partial(_is_done, settings, number), mail.title_vi)
    out.print("4/4 Kết quả\n")
    print_report(settings, mails, folder, out)


def _clear(folder: Path) -> None:
    """An earlier demo is replaced; anything else in the folder is not ours to delete."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise PermanentFailure(
            f"{folder} is not empty and not an earlier demo; name another folder"
        )
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    (folder / _MARK).touch()


def _configure(folder: Path, pki: DemoPki) -> Settings:
    key, certificate = pki.write_receipt_key("SỞ XÂY DỰNG", AGENCY_ADDRESS)
    text = _CONFIG.format(
        folder=folder,
        authserv_id=AUTHSERV_ID,
        address=AGENCY_ADDRESS,
        port=free_port(),
        key=key.relative_to(folder),
        certificate=certificate.relative_to(folder),
    )
    config = folder / "config.yaml"
    config.write_text(text, encoding="utf-8")
    return load_settings(config)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _port(settings: Settings) -> int:
    if settings.smtp_intake is None:
        raise ValueError("the demo's configuration has an SMTP intake")
    return settings.smtp_intake.port


def _send(mail: SampleMail, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=30) as client:
        client.sendmail(mail.envelope_from, [mail.envelope_to], mail.mail_bytes)


def _is_done(settings: Settings, number: int) -> bool:
    with queries(settings) as shown:
        return not any(shown.counts().values()) and sum(1 for _ in shown.messages()) >= number


def _wait(done: Callable[[], bool], what: str) -> None:
    deadline, pause = monotonic() + _PATIENCE_SECONDS, threading.Event()
    while not done():
        if monotonic() > deadline:
            raise TransientFailure(
                f"the demo's mail {what!r} was not finished within {_PATIENCE_SECONDS} s"
            )
        pause.wait(0.05)
