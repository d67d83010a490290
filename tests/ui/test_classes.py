"""Every class that a page writes means something: a misspelt or forgotten one would fail silently."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "onecop"
HOOKS = {
    "match-points", "oc-codes", "oc-entrance", "oc-map__beat--", "oc-mapbox__map", "oc-path__step--start", "oc-people", "oc-plain-list", "oc-qr",
    "oc-tools__go", "oc-wrap", "usa-header--basic", "usa-summary-box__body",
}  # fmt: skip
"""Names for readers of the HTML and for USWDS, without a look of their own."""


def test_every_class_in_a_template_has_a_look():
    styles = "".join(path.read_text() for path in ROOT.glob("*/static/*/*.css")).replace("\\", "")
    known = set(re.findall(r"\.([A-Za-z][\w-]*)", styles)) | HOOKS
    unknown = {}
    for path in ROOT.rglob("*.jinja"):
        plain = re.sub(r"\{[{%#].*?[}%#]\}", "\0", path.read_text())  # a name that is put together has a \0 in it
        for names in re.findall(r'class="([^"]*)"', plain):
            for name in names.split():
                if "\0" not in name and name not in known and not name.startswith("usa-step-indicator"):
                    unknown.setdefault(name, set()).add(path.name)
    assert unknown == {}
