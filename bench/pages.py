"""Pages beside one that says hello, in one run: each round asks hello and the page in turn, so that a busy machine slows both."""

import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onecop.config.settings")
os.environ["ONECOP_DATA"] = tempfile.mkdtemp()

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from onecop.events import shelf  # noqa: E402

HELLO = "/account/signup/"
"""It goes through the same middleware and the same base template: the ratio is what a page itself costs."""
WARM, COLD = 25, 3
TOWNS = (("Arlington", "VA", "22201"), ("Boston", "MA", "02108"), ("Denver", "CO", "80202"), ("Portland", "OR", "97201"))


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def _cost(client: Client, url: str) -> float:
    begun = process_time()
    answer = client.get(url)
    spent = (process_time() - begun) * 1000
    assert answer.status_code == 200, (url, answer.status_code)
    return spent


def measure(title: str, urls: list[str]) -> dict[str, float]:
    """Print what each page costs, in milliseconds of this process and beside hello. Returns the warm ratios.

    Warm: nothing has changed since the last visitor. Cold: something has, so all that a process keeps is made anew.
    """
    client, found = Client(headers={"accept-encoding": "gzip"}), {}
    print(f"\n{title}\n{'page':36}{'warm ms':>9}{'÷ hello':>9}{'cold ms':>9}{'÷ hello':>9}{'bytes':>10}")
    client.get(HELLO)
    for url in urls:
        cold = []
        for _ in range(COLD):
            shelf.clear()
            cold.append(_cost(client, url))
        pairs = [(_cost(client, HELLO), _cost(client, url)) for _ in range(WARM)]
        hello, warm = median(a for a, _b in pairs), median(b for _a, b in pairs)
        found[url] = warm / hello
        print(f"{url:36}{warm:9.1f}{warm / hello:9.2f}{median(cold):9.0f}{median(cold) / hello:9.0f}{len(client.get(url).content):10,}", flush=True)
    print(f"{'hello':36}{hello:9.1f}{1:9.2f}")
    return found


def side_by_side(few: int, small: dict[str, float], many: int, large: dict[str, float]) -> None:
    print(f"\n{'÷ hello':36}{few:>9,}{many:>9,}{'times':>9}")
    for url in large:
        print(f"{url:36}{small[url]:9.2f}{large[url]:9.2f}{large[url] / small[url]:9.2f}")
