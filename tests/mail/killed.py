"""A mail worker that is killed again and again: `python -m tests.mail.killed KILLS after|before SEED`.

Django is loaded once; each life is a fork of it that delivers until it is shot with SIGKILL at a random moment
after it took letters. The last life may finish.
`before` is the control: the same worker, but it marks its letters sent before it hands them over.
"""

import os
import random
import select
import signal
import sys
import time
from datetime import timedelta
from typing import Any

import django

LEASE = timedelta(milliseconds=250)


def live(order: str, tell: int) -> None:
    """One life: deliver for ever, in small batches, and tell each time that letters were taken."""
    from onecop.kernel.clock import now
    from onecop.mail import routes
    from onecop.mail.services import delivery

    take = delivery.claim

    def taking(*args: Any, **kwargs: Any) -> list[Any]:
        found = take(*args, **kwargs)
        if found:
            os.write(tell, b".")
        return found

    delivery.claim = taking
    while True:
        if order == "after":
            sent = delivery.deliver_due(batch=5, lease=LEASE, mark_every=2)
        else:
            taken = delivery.claim(now(), batch=5, lease=LEASE)
            delivery.mark_sent([(message, routes.Receipt()) for message in taken], now())
            with routes.session() as session:
                for message in taken:
                    session.send(message)
            sent = len(taken)
        if not sent:
            time.sleep(0.01)


def main(kills: int, order: str, seed: int) -> None:
    from onecop.mail.choices import State
    from onecop.mail.models import Message

    dice = random.Random(seed)
    deadline = time.monotonic() + 120
    for life in range(kills + 1):
        from django.db import connections

        connections.close_all()
        heard, tell = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                live(order, tell)
            finally:
                os._exit(1)
        if life < kills:
            # However busy the machine is, the shot falls while letters are in hand, or when none is left.
            select.select([heard], [], [], 1.0 if Message.objects.filter(state=State.WAITING).exists() else 0.0)
            time.sleep(dice.uniform(0.0, 0.04))
        else:
            while Message.objects.filter(state=State.WAITING).exists() and time.monotonic() < deadline:
                time.sleep(0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(heard)
        os.close(tell)
        print("killed", flush=True)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
