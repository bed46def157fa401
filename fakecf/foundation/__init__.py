"""One fake Cloud Foundry: every room joined, all but the sockets."""

from fakecf.foundation.coverage import Covered
from fakecf.foundation.environments import usual_user
from fakecf.foundation.foundation import SCOPES, Foundation, UnknownNameError
from fakecf.foundation.timekeeper import Timekeeper

__all__ = ["SCOPES", "Covered", "Foundation", "Timekeeper", "UnknownNameError", "usual_user"]
