from datetime import datetime, timedelta

from onecop.imports.models import ImportRun

KEPT_FOR = timedelta(days=90)


def drop_old_files(at: datetime) -> int:
    """Delete files kept longer than 90 days; their runs stay. Returns how many."""
    old = list(ImportRun.objects.filter(opened_at__lt=at - KEPT_FOR, file_dropped_at=None).exclude(file=""))
    for run in old:
        run.file.delete(save=False)
        run.file_dropped_at = at
        run.save(update_fields=["file", "file_dropped_at"])
    return len(old)


def forget(run: ImportRun) -> None:
    """Remove a run that never came to anything, and its file."""
    if run.file:
        run.file.delete(save=False)
    run.delete()
