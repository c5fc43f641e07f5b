"""Mail by SMTP from an MTA of our own: `SmtpIntake`.

server.py the thread and the socket · protocol.py the dialogue · policy.py who may send what to whom ·
data_stream.py the bytes of DATA · acceptance.py what has to be durable before `250`.
"""

from gateway.adapters.smtp_intake.server import SmtpIntake
from gateway.adapters.smtp_intake.tls import certificate_ends

__all__ = ["SmtpIntake", "certificate_ends"]
