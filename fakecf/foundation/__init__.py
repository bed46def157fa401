"""One fake Cloud Foundry: every room joined, all but the sockets."""

from fakecf.foundation.connections import OpenConnection
from fakecf.foundation.coverage import Covered
from fakecf.foundation.environments import usual_user
from fakecf.foundation.foundation import SCOPES, Foundation
from fakecf.foundation.names import UnknownNameError
from fakecf.foundation.snapshots import Snapshot
from fakecf.foundation.timekeeper import Timekeeper

__all__ = [
    "SCOPES",
    "Covered",
    "Foundation",
    "OpenConnection",
    "Snapshot",
    "Timekeeper",
    "UnknownNameError",
    "usual_user",
]
