"""What can be told of the machine itself: folders, disk, clock, installed packages, the service manager."""

from gateway.adapters.machine.account import account
from gateway.adapters.machine.clock import is_synchronised
from gateway.adapters.machine.folders import FolderState, look_at, sync_seconds
from gateway.adapters.machine.packages import version_of
from gateway.adapters.machine.private_folder import private_folder
from gateway.adapters.machine.space import Space, space_of
from gateway.adapters.machine.unit import UnitState, unit_state

__all__ = [
    "FolderState",
    "Space",
    "UnitState",
    "account",
    "is_synchronised",
    "look_at",
    "private_folder",
    "space_of",
    "sync_seconds",
    "unit_state",
    "version_of",
]
