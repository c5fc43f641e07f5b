"""The processes that parse what came from outside: their walls, tried on this machine."""

from collections.abc import Iterator, Mapping

from gateway.adapters.workers import try_out
from gateway.config.settings import Settings
from gateway.wiring.examiners import worker_limits, worker_pool
from gateway.wiring.findings import Finding

# What each protection needs, and what remains without it.
_NEEDS = {
    "resource-limits": "setrlimit(2)",
    "no-new-privileges": "no_new_privs, prctl(2)",
    "dies-with-parent": "PR_SET_PDEATHSIG, prctl(2)",
    "no-capabilities": "capset(2)",
    "network-namespace": "unprivileged user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces)",
    "system-call-filter": "seccomp filters (CONFIG_SECCOMP_FILTER) on x86_64 or aarch64",
}
_NETWORK = ("network-namespace", "system-call-filter")  # either of them keeps a worker off it
_PATIENCE = 5.0  # seconds after its deadline by which a worker must be gone, on a busy machine


def workers(settings: Settings) -> Iterator[Finding]:
    """Every protection that holds or not, then what a worker can really do."""
    limits = worker_limits(settings.workers)
    with worker_pool(settings.workers) as pool:
        protections = pool.protections()
    yield Finding(
        "ok", f"start with all modules ({limits.processes} at a time, {limits.memory_mb} MB each)"
    )
    yield from protection_findings(protections)
    yield from _trials(settings)


def protection_findings(protections: Mapping[str, bool]) -> Iterator[Finding]:
    """A line for each, by its name."""
    walled = any(protections.get(name) for name in _NETWORK)
    for name, held in protections.items():
        yield _protection(name, held=held, walled=walled)


def _protection(name: str, *, held: bool, walled: bool) -> Finding:
    if held:
        return Finding("ok", "holds", item=name)
    needs = f"needs {_NEEDS.get(name, 'a newer kernel')}"
    if name in _NETWORK and walled:
        return Finding("warning", f"does not hold; the other wall keeps the network away: {needs}",
                       "nothing need be done, or allow it in the kernel", name)  # fmt: skip
    return Finding("warning", f"does not hold: {needs}", "allow it in the kernel", name)


def _trials(settings: Settings) -> Iterator[Finding]:
    tried = try_out(worker_limits(settings.workers))
    if tried.refusal is None:
        yield Finding(
            "error",
            "a worker reached the network: a hostile file could do so too",
            "allow seccomp filters or user namespaces, or cut the account off by a firewall",
            "network",
        )
    else:
        yield Finding("ok", f"a worker that connects is refused: {tried.refusal}", item="network")
    said = f"a worker that does not end is killed after {tried.killed_after:.1f} s (limit 1 s)"
    late = tried.killed_after > 1 + _PATIENCE
    yield Finding("warning" if late else "ok", said, item="deadline")
