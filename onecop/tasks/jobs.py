from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from onecop.tasks.models import WorkerSeen
from onecop.tasks.reaper import reap
from onecop.tasks.registry import every

ENGINE_ROWS_KEPT = timedelta(days=7)


@every(seconds=5, name="tasks.reap")
def reap_dead_jobs(at: datetime) -> None:
    reap(at)


@every(hours=24, name="tasks.tidy")
def tidy(at: datetime) -> None:
    """Forget the engine's old rows: the Job tells the story."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - ENGINE_ROWS_KEPT).delete()
    WorkerSeen.objects.filter(seen_at__lt=at - ENGINE_ROWS_KEPT).delete()
