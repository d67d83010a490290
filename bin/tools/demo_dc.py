"""The main job on real files, from an empty site to two people who know each other. See bin/demo-dc.

Everything goes over the wire: the command line, HTTP pages, and a mail server that speaks SMTP. A staff member signs in with a code and an
authenticator app, names a leader and a coordinator for ten listed congregations on their pages, and the command publishes what can be
published: exactly those ten. They are enrolled by saying yes.
"""

import argparse
import asyncio
import base64
import contextlib
import csv
import email
import email.policy
import hashlib
import hmac
import html
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
ORI = "DCMPD0000"
ASKED = 10
STAFF = "staff@onecop.example"
FAULTS = {
    "no PSA": ("PSA", "No area is given"),
    "PSA 999": ("PSA", "No such area"),
    "no e-mail": ("Work Email", "No e-mail address"),
    "impossible date": ("Assigned Since", "There is no such date"),
    "name in capitals": ("Last Name", "capitals"),
    "contradicting CAD #": ("CAD #", "contradict"),
    "repeated CAD #": ("CAD #", ""),
    "rank spelling": ("Rank", "Read as"),
    "limited duty": ("Status", "Limited duty"),
    "leave": ("Status", "On leave"),
    "transfer pending": ("Transfer Effective", "pending"),
}


class Wrong(SystemExit):
    """A figure is not what it must be."""


def must(what: str, found: object, wanted: object) -> None:
    """Print a figure; stop when it is not the wanted one."""
    print(f"  {'ok ' if found == wanted else 'NOT'} {what}: {found}" + ("" if found == wanted else f", wanted {wanted}"), flush=True)
    if found != wanted:
        raise Wrong(1)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


class Inbox:
    """A mail server on loopback that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], email.message.EmailMessage]] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        await asyncio.sleep(0)
        return "250 Kept"

    def to(self, address: str, subject: str = "") -> list[str]:
        """Return the plain text of the letters to an address whose subject has some words in it."""
        return [
            letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            for recipients, letter in list(self.letters)
            if address in recipients and subject in str(letter["Subject"])
        ]

    def asked(self, congregation: str) -> str:
        """Return the work address of the officer who was asked about a congregation; empty while nobody was."""
        for recipients, letter in list(self.letters):
            text = " ".join(letter.get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
            if "/answer/" in text and congregation in text and not recipients[0].endswith("@mail.example"):
                return recipients[0]
        return ""


def wait_for(what: str, ready: Callable[[], Any], seconds: float = 90) -> Any:
    """Ask until the answer is true.

    Raises:
        Wrong: it never was.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            if found := ready():
                return found
        time.sleep(0.2)
    print(f"  NOT {what}: waited {seconds:g} s")
    raise Wrong(1)


class Visitor:
    """Somebody with a browser: cookies, forms, no scripts."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())).open

    def get(self, path: str) -> str:
        with self.open(urllib.parse.urljoin(self.site, path), timeout=30) as answer:
            self.here = answer.url
            return answer.read().decode()

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send a form of `page`, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": html.unescape(token.group(1)) if token else "", **fields}).encode()
        with self.open(urllib.parse.urljoin(self.site, path), data, timeout=30) as answer:
            self.here = answer.url
            return answer.read().decode()

    def sign_in(self, address: str, inbox: Inbox) -> str:
        """Ask for a code, read it in the inbox, enter it. Returns the page that follows."""
        before = len(inbox.to(address))
        page = self.get("/account/login/code/")
        page = self.post("/account/login/code/", page, email=address)
        letter = wait_for(f"a code for {address}", lambda: (inbox.to(address)[before:] or [""])[-1])
        code = re.search(r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b", letter)
        return self.post("/account/login/code/confirm/", page, code=code.group(1) if code else "")


class Site:
    """The product on a folder of its own, started as its README says."""

    def __init__(self, folder: Path, inbox: Inbox) -> None:
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.env = {
            **os.environ,
            "ONECOP_DATA": str(folder / "site"),
            "PORT": str(self.port),
            "ONECOP_SITE_URL": self.address,
            "ONECOP_MAIL": "smtp",
            "ONECOP_SMTP_HOST": "127.0.0.1",
            "ONECOP_SMTP_PORT": str(inbox.controller.port),
        }

    def command(self, *words: str) -> dict[str, Any]:
        """Run bin/onecop … --json and return what it printed."""
        started = time.monotonic()
        done = subprocess.run([ROOT / "bin" / "onecop", *words, "--json"], env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr.strip() or done.stdout.strip())
            raise Wrong(1)
        print(f"onecop {' '.join(Path(w).name if '/' in w else w for w in words)}: {time.monotonic() - started:.1f} s", flush=True)
        return dict(json.loads(done.stdout))

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Run bin/serve --empty until the block ends."""
        process = subprocess.Popen([ROOT / "bin" / "serve", "--empty"], env=self.env, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            wait_for("the site", lambda: urllib.request.urlopen(self.address, timeout=5).status == 200)
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def named(answer: dict[str, Any], field: str, words: str) -> int:
    """How many problems of a field say these words."""
    return sum(p["field"] == field and words in p["reason"] for p in answer["problems"])


def bring_in(site: Site, files: Path) -> None:
    """Import the four files; every figure that is known beforehand must be met."""
    agencies = site.command("import", "agencies", str(files / "us" / "agencies.csv"), "--commit")
    must("agencies in", (agencies["rows"], agencies["created"], agencies["refused"]), (18702, 18702, 0))
    must("agencies without coordinates named", named(agencies, "lat", "No coordinates"), 556)
    must("agencies without county named", named(agencies, "county", "No county"), 574)
    must("agencies in several counties named", named(agencies, "county", "several counties"), 617)
    dc = files / "dc"
    must("districts", site.command("import", "territory", str(dc / "districts.geojson"), "--agency", ORI, "--level", "precinct", "--commit")["created"], 7)
    beats = site.command("import", "territory", str(dc / "psa.geojson"), "--agency", ORI, "--level", "beat", "--commit", "--activate")
    must("police service areas", beats["created"], 56)
    roster = site.command("import", "roster", str(dc / "officer_roster.csv"), "--agency", ORI, "--commit")
    must("roster rows", roster["rows"], 849)
    for fault, (field, words) in FAULTS.items():
        count = named(roster, field, words)
        print(f"  {'ok ' if count else 'NOT'} planted fault told, {fault}: {count}")
        if not count:
            raise Wrong(1)
    congregations = site.command("import", "congregations", str(dc / "places_of_worship.geojson"), "--commit")
    must("congregations in, located", (congregations["created"], congregations["located"]), (900, 900))
    again = site.command("import", "congregations", str(dc / "places_of_worship.geojson"), "--commit")
    must("the same file again changes nothing", (again["created"], again["updated"], again["unchanged"]), (0, 0, 900))


def check_places(site: Site, files: Path, folder: Path) -> None:
    """Locate all 900 by the product, and again by GEOS alone over the file itself."""
    import shapely

    features = json.loads((files / "dc" / "places_of_worship.geojson").read_text())["features"]
    points = [f["geometry"]["coordinates"][:2] for f in features]
    areas = json.loads((files / "dc" / "psa.geojson").read_text())["features"]
    shapes = [(str(a["properties"]["PSA"]), shapely.from_geojson(json.dumps(a["geometry"]))) for a in areas]
    alone = [[code for code, shape in shapes if shape.intersects(shapely.Point(p))] for p in points]
    given, found = folder / "points.csv", folder / "located.csv"
    with given.open("w", newline="") as out:
        csv.writer(out).writerows([("lon", "lat"), *points])
    site.command("locate", "--file", str(given), "--out", str(found))
    with found.open(newline="") as answers:
        ours = [row["beat"] for row in csv.DictReader(answers)]
    must("in the PSA that GEOS alone gives", f"{sum([o] == a for o, a in zip(ours, alone, strict=True))} of {len(points)}", "900 of 900")


def match(site: Site, *words: str) -> dict[str, Any]:
    answer = site.command("match", "--agency", ORI, *words)
    must("congregations placed or explained", answer["placed"] + len(answer["unplaced"]), answer["congregations"])
    print(f"      {answer['placed']} of {answer['congregations']} placed with {answer['officers']} officers; cost {answer['cost']} points")
    print(f"      unplaced by reason: {dict(Counter(u['reason'] for u in answer['unplaced'])) or 'none'}")
    return answer


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now for a secret (RFC 6238: SHA-1, 30 s, 6 digits)."""
    mark = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    start = mark[-1] & 15
    return f"{(int.from_bytes(mark[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def staff_of(site: Site, inbox: Inbox) -> Visitor:
    """Make the first staff member by command, and sign them in with a code and an authenticator app."""
    site.command("createstaff", STAFF)
    visitor = Visitor(site.address)
    visitor.sign_in(STAFF, inbox)
    page = visitor.get("/account/second/app/add/")
    secret = re.search(r'<code class="oc-code">([A-Z2-7]+)</code>', page)
    visitor.post("/account/second/app/add/", page, code=code_of(secret.group(1)) if secret else "")
    must("staff signed in with two factors and sees", "Matching" in visitor.get("/home/"), True)
    return visitor


def name_people(staff: Visitor) -> list[dict[str, str]]:
    """Name a leader and a coordinator for ten congregations with ten different officers. Returns the ten pairs."""
    agency = wait_for("the agency on the page of matching", lambda: re.search(r'href="(/matching/[a-z0-9]{6,}/)"', staff.get("/matching/")), 5)
    told: list[dict[str, str]] = []
    for link in dict.fromkeys(re.findall(r'href="(/proposals/[a-z0-9]+/)"', staff.get(agency.group(1)))):
        page = staff.get(link)
        name = re.search(r"<h1[^>]*>\s*Who should partner with (.*?)\?", page)
        officer = re.search(r'id="o-h">(.*?)</h2>', page)
        place = re.search(r'href="(/congregations/[a-z0-9]+/)">Open the congregation', page)
        if not (name and officer and place) or officer.group(1) in {pair["officer_name"] for pair in told}:
            continue
        n = len(told) + 1
        for kind in ("leader", "coordinator"):
            form = f"{place.group(1)}people/"
            staff.post(form, staff.get(form), kind=kind, name=f"{kind.title()} {n}", email=f"{kind}{n}@mail.example", title="", phone="")
        told.append({"congregation": html.unescape(name.group(1)).strip(), "officer_name": html.unescape(officer.group(1)).strip()})
        told[-1] |= {"leader": f"leader{n}@mail.example", "coordinator": f"coordinator{n}@mail.example"}
        if len(told) == ASKED:
            break
    must("congregations with a leader and a coordinator named", len(told), ASKED)
    return told


def publish(site: Site, inbox: Inbox, pairs: list[dict[str, str]]) -> None:
    """Publish by command, and find out from the letters which officer was asked about which congregation."""
    answer = match(site, "--publish")
    must("proposals published", answer["asked"], ASKED)
    must("not asked, each with a reason", sum(bool(one["reason"]) for one in answer["not_asked"]), answer["placed"] - ASKED)
    for pair in pairs:
        pair["officer"] = wait_for(f"the question about {pair['congregation']}", lambda pair=pair: inbox.asked(pair["congregation"]))


def accept(site: Site, inbox: Inbox, asked: list[dict[str, str]]) -> None:
    """Open each link twice without effect, then say yes on both sides."""
    for pair in asked:
        for side in ("officer", "coordinator"):
            letters = wait_for(f"the question to {pair[side]}", lambda who=pair[side]: inbox.to(who))
            link = next(m.group(0) for text in letters if (m := re.search(rf"{re.escape(site.address)}/answer/\S+?/(?=[\s)>]|$)", text)))
            visitor = Visitor(site.address)
            visitor.get(link)
            page = visitor.get(link)
            visitor.post(link, page, accepts="yes")
    for pair in asked:
        for side, words in (("officer", "Your partner congregation"), ("leader", "meet"), ("coordinator", "Your partner officer")):
            wait_for(f"the connection e-mail to {pair[side]}", lambda who=pair[side], about=words: inbox.to(who, about))
    must(
        "connection e-mails that arrived over SMTP",
        sum(1 for p in asked for s in ("officer", "leader", "coordinator") if inbox.to(p[s], "artner") or inbox.to(p[s], "meet")),
        3 * ASKED,
    )


def meet(site: Site, inbox: Inbox, pair: dict[str, str]) -> None:
    """The three people of one partnership sign in by code, and each sees the two others."""
    names = {"officer": pair["officer_name"], "leader": "Leader 1", "coordinator": "Coordinator 1"}
    for side in names:
        visitor = Visitor(site.address)
        visitor.sign_in(pair[side], inbox)
        page = visitor.get("/home/")
        found = re.search(r'href="(/partnerships/[a-z0-9]+/)"', page)
        page = visitor.get(found.group(1)) if found else page
        others = sorted(name for other, name in names.items() if other != side and html.escape(name) in page)
        must(f"the {side} signed in and sees", others, sorted(n for s, n in names.items() if s != side))


def main() -> None:
    asked = argparse.ArgumentParser(prog="bin/demo-dc", description="Pair a real city end to end on a site of its own.")
    asked.add_argument("dir", type=Path, help="the folder that holds dc/ and us/")
    files = asked.parse_args().dir.resolve()
    for needed in ("us/agencies.csv", "dc/psa.geojson", "dc/districts.geojson", "dc/officer_roster.csv", "dc/places_of_worship.geojson"):
        if not (files / needed).exists():
            raise SystemExit(f"{needed} is not in {files}.")
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        inbox = Inbox()
        inbox.controller.start()
        try:
            site = Site(Path(folder), inbox)
            with site.serving():
                bring_in(site, files)
                check_places(site, files, Path(folder))
                match(site)
                pairs = name_people(staff_of(site, inbox))
                publish(site, inbox, pairs)
                accept(site, inbox, pairs)
                meet(site, inbox, pairs[0])
                print(f"      letters over SMTP in all: {len(inbox.letters)}")
        finally:
            inbox.controller.stop()
    print(f"All of it in {time.monotonic() - started:.0f} s.")


if __name__ == "__main__":
    main()
