"""The gateway of the demo: the same parts under a clock of the demo's."""

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.adapters.logs import set_up_logs
from gateway.config.settings import Settings
from gateway.ports import Clock
from gateway.service.gateway import Gateway
from gateway.wiring.parts import build
from gateway.wiring.running import started


@contextmanager
def demo_gateway(settings: Settings, clock: Clock) -> Iterator[Gateway]:
    """A running gateway with an injected clock; stopped when the block ends."""
    set_up_logs(settings.log)
    parts = build(settings, clock)
    try:
        with started(parts) as gateway:
            yield gateway
    finally:
        parts.close()
