"""A worker in a process of its own: `python -m tests.tasks.worker_process [empty]`."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    import threading

    from onecop.tasks import worker
    from tests.tasks import jobs_for_tests  # noqa: F401 - the kinds

    print("up", flush=True)
    if "empty" in sys.argv:
        print(worker.run(threading.Event(), until_empty=True), flush=True)
    else:
        worker.main()
