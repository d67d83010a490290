"""The rows of a launch, by what they are about."""

from onecop.launch.models.city import Launch, LaunchTask, Nudge
from onecop.launch.models.pledges import Pledge
from onecop.launch.models.prospects import Bundle, Mailing, ProspectAddress, ProspectInvitation, Sheaf

__all__ = ["Bundle", "Launch", "LaunchTask", "Mailing", "Nudge", "Pledge", "ProspectAddress", "ProspectInvitation", "Sheaf"]
