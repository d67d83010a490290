"""Every write of an import. See contract.py for what happens in a run."""

from onecop.imports.services.housekeeping import drop_old_files
from onecop.imports.services.looking import note_look
from onecop.imports.services.once import Outcome, run_file
from onecop.imports.services.opening import cancel, choose_columns, open_run
from onecop.imports.services.running import StalePlan, WrongMoment, commit, dry_run, undo
from onecop.imports.services.starting import start_commit, start_dry_run, start_undo

__all__ = [
    "Outcome", "StalePlan", "WrongMoment", "cancel", "choose_columns", "commit", "drop_old_files", "dry_run", "note_look", "open_run", "run_file",
    "start_commit", "start_dry_run", "start_undo", "undo",
]  # fmt: skip
