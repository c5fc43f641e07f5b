"""What a worker process gives up, once and for good, before it sees a byte from outside.

Two independent walls stand before the network, because neither exists everywhere: a network
namespace without interfaces (refused inside most containers and by `RestrictNamespaces`), and a
system call filter without sockets (known for two machine types). `enter` says which hold.
"""

import ctypes
import os
import platform
import resource
import struct
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_SIGKILL = 9

_libc = ctypes.CDLL(None, use_errno=True)

# Numbers of asm/unistd.h: x86_64, aarch64. Blocked: ways to the network (also through io_uring or
# somebody else's descriptor), ways into other processes of the same user, new namespaces.
# Of sockets only streams of the Unix domain may be made, and never connected: asyncio wakes itself by a pair
# of them, and LibreOffice, which reads the old binary formats, does not start without one. A datagram socket
# would need no connection to speak to the journal.
_SOCKET, _SOCKET_PAIR = (41, 198), (53, 199)
_AF_UNIX, _SOCK_STREAM, _TYPE_BITS = 1, 1, 0xF
_BLOCKED = {
    "connect": (42, 203),
    "kill": (62, 129),
    "ptrace": (101, 117),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "unshare": (272, 97),
    "perf_event_open": (298, 241),
    "setns": (308, 268),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424),
    "io_uring_setup": (425, 425),
    "pidfd_getfd": (438, 438),
}
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, AUDIT_ARCH_*
_X32_BIT = 0x40000000  # the second system call table of x86_64


def enter(*, memory_mb: int, file_mb: int, open_files: int, parent: int) -> dict[str, bool]:
    """Applies every protection to this single-threaded process; the result says which of them hold.

    `parent` is the process id whose end ends this process too. Raises OSError when a resource
    limit, no-new-privileges or the tie to the parent is refused: without these no worker may work.
    """
    network_namespace = _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET)
    no_capabilities = _drop_capabilities()
    _limit(resource.RLIMIT_AS, memory_mb << 20)
    _limit(resource.RLIMIT_FSIZE, file_mb << 20)
    _limit(resource.RLIMIT_NOFILE, open_files)
    _limit(resource.RLIMIT_CORE, 0)
    _require("no new privileges", _prctl(_PR_SET_NO_NEW_PRIVS, 1))
    # After the change of credentials above, which clears it. A parent that is gone by now sends nothing.
    _require("parent death signal", _prctl(_PR_SET_PDEATHSIG, _SIGKILL))
    if os.getppid() != parent:
        raise ProcessLookupError("the forkserver is gone")
    return {
        "resource-limits": True,
        "no-new-privileges": True,
        "dies-with-parent": True,
        "no-capabilities": no_capabilities,
        "network-namespace": network_namespace,
        "system-call-filter": _filter_system_calls(),
    }


def allow_cpu(seconds: int) -> None:
    """Renews the CPU limit: the kernel ends this process after so many more seconds of computing."""
    used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = used + seconds
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def set_name(name: str) -> None:
    """The name that `ps` and `top` show, at most 15 bytes."""
    _libc.prctl(_PR_SET_NAME, ctypes.c_char_p(name.encode()[:15]), 0, 0, 0)


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (allowed, allowed))


def _call(name: str, *arguments: int) -> bool:
    return bool(getattr(_libc, name)(*arguments) == 0)


def _prctl(option: int, value: int) -> bool:
    return _call("prctl", option, ctypes.c_ulong(value), 0, 0, 0)  # type: ignore[arg-type]  # a C long


def _require(what: str, held: bool) -> None:
    if not held:
        raise OSError(ctypes.get_errno(), f"{what}: refused by the kernel")


def _drop_capabilities() -> bool:
    """All of them, also those that a new user namespace brings (capset, header version 3)."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _libc.capset(header, (ctypes.c_uint32 * 6)())  # EPERM under our unit, which leaves none to drop
    held = (ctypes.c_uint32 * 6)()
    return bool(_libc.capget(header, held) == 0 and not any(held))


def _filter_system_calls() -> bool:
    """A seccomp filter that answers EPERM to `_BLOCKED`. Needs no-new-privileges."""
    if platform.machine() not in _MACHINES or struct.calcsize("P") != 8:
        return False
    column, architecture = _MACHINES[platform.machine()]
    blocked = [numbers[column] for numbers in _BLOCKED.values()]
    code = _program(architecture, blocked, (_SOCKET[column], _SOCKET_PAIR[column]))
    instructions = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(instructions))
    )
    pointer = ctypes.c_void_p(ctypes.addressof(program))
    return bool(_libc.prctl(_PR_SET_SECCOMP, 2, pointer, 0, 0) == 0)  # SECCOMP_MODE_FILTER


def _program(architecture: int, blocked: Sequence[int], sockets: tuple[int, int]) -> bytes:
    """Classic BPF over `struct seccomp_data`: number at 0, architecture at 4, arguments from 16, 8 bytes each."""
    load, equal, at_least, mask, answer = 0x20, 0x15, 0x35, 0x54, 0x06
    to_deny = len(blocked) + 8  # from the instruction after the number was loaded
    code = [
        (load, 0, 0, 4),
        (equal, 0, to_deny + 2, architecture),
        (load, 0, 0, 0),
        (at_least, to_deny, 0, _X32_BIT),
        *((equal, to_deny - 1 - i, 0, number) for i, number in enumerate(blocked)),
        (equal, 1, 0, sockets[0]),
        (equal, 0, 5, sockets[1]),
        (load, 0, 0, 16),
        (equal, 0, 4, _AF_UNIX),
        (load, 0, 0, 24),
        (mask, 0, 0, _TYPE_BITS),
        (equal, 0, 1, _SOCK_STREAM),
        (answer, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
        (answer, 0, 0, 0x00050001),  # SECCOMP_RET_ERRNO, EPERM
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
