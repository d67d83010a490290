"""The words files and people use of their faith, mapped to a broad tradition. The words themselves are always kept beside it."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from onecop.congregations.choices import Tradition as T
from onecop.congregations.folding import plain

KNOWN: dict[str, T] = {
    "bahai": T.BAHAI, "bahai faith": T.BAHAI, "buddhist": T.BUDDHIST, "buddhism": T.BUDDHIST, "zen": T.BUDDHIST, "zen buddhist": T.BUDDHIST,
    "catholic": T.CATHOLIC, "roman catholic": T.CATHOLIC, "rc": T.CATHOLIC, "catholicism": T.CATHOLIC, "christian": T.CHRISTIAN, "christianity": T.CHRISTIAN,
    "protestant": T.CHRISTIAN, "baptist": T.CHRISTIAN, "church of christ": T.CHRISTIAN, "churches of christ": T.CHRISTIAN, "christian science": T.CHRISTIAN,
    "non denominational": T.EVANGELICAL, "nondenominational": T.EVANGELICAL, "evangelical": T.EVANGELICAL, "southern baptist": T.EVANGELICAL,
    "sbc": T.EVANGELICAL, "christian and missionary alliance": T.EVANGELICAL, "free methodist": T.EVANGELICAL, "nazarene": T.EVANGELICAL,
    "mennonite": T.CHRISTIAN, "reformed": T.CHRISTIAN, "quaker": T.FRIENDS, "quakers": T.FRIENDS, "friends": T.FRIENDS,
    "society of friends": T.FRIENDS, "religious society of friends": T.FRIENDS, "hindu": T.HINDU, "hinduism": T.HINDU,
    "historically black protestant": T.HISTORIC_BLACK, "ame": T.HISTORIC_BLACK, "african methodist episcopal": T.HISTORIC_BLACK, "ame zion": T.HISTORIC_BLACK,
    "amez": T.HISTORIC_BLACK, "african methodist episcopal zion": T.HISTORIC_BLACK, "cme": T.HISTORIC_BLACK, "christian methodist episcopal": T.HISTORIC_BLACK,
    "national baptist": T.HISTORIC_BLACK, "progressive national baptist": T.HISTORIC_BLACK, "cogic": T.HISTORIC_BLACK,
    "church of god in christ": T.HISTORIC_BLACK, "interfaith": T.INTERFAITH, "multifaith": T.INTERFAITH, "jain": T.JAIN, "jainism": T.JAIN,
    "jewish": T.JEWISH, "judaism": T.JEWISH, "jew": T.JEWISH, "reform judaism": T.JEWISH, "orthodox jewish": T.JEWISH, "conservative judaism": T.JEWISH,
    "chabad": T.JEWISH, "reconstructionist": T.JEWISH, "latter day saint": T.LATTER_DAY, "latter day saints": T.LATTER_DAY, "lds": T.LATTER_DAY,
    "mormon": T.LATTER_DAY, "church of jesus christ of latter day saints": T.LATTER_DAY, "the church of jesus christ of latter day saints": T.LATTER_DAY,
    "mainline protestant": T.MAINLINE, "mainline": T.MAINLINE, "methodist": T.MAINLINE, "united methodist": T.MAINLINE, "umc": T.MAINLINE,
    "lutheran": T.MAINLINE, "elca": T.MAINLINE, "episcopal": T.MAINLINE, "episcopalian": T.MAINLINE, "anglican": T.MAINLINE, "presbyterian": T.MAINLINE,
    "pcusa": T.MAINLINE, "pc usa": T.MAINLINE, "united church of christ": T.MAINLINE, "ucc": T.MAINLINE, "disciples of christ": T.MAINLINE,
    "american baptist": T.MAINLINE, "moravian": T.MAINLINE, "congregational": T.MAINLINE, "muslim": T.MUSLIM, "islam": T.MUSLIM, "islamic": T.MUSLIM,
    "moslem": T.MUSLIM, "sunni": T.MUSLIM, "shia": T.MUSLIM, "ahmadiyya": T.MUSLIM, "native american": T.NATIVE, "native american church": T.NATIVE,
    "orthodox": T.ORTHODOX, "orthodox christian": T.ORTHODOX, "eastern orthodox": T.ORTHODOX, "greek orthodox": T.ORTHODOX, "russian orthodox": T.ORTHODOX,
    "ethiopian orthodox": T.ORTHODOX, "coptic": T.ORTHODOX, "coptic orthodox": T.ORTHODOX, "oriental orthodox": T.ORTHODOX, "pentecostal": T.PENTECOSTAL,
    "apostolic": T.PENTECOSTAL, "assemblies of god": T.PENTECOSTAL, "assembly of god": T.PENTECOSTAL, "holiness": T.PENTECOSTAL,
    "foursquare": T.PENTECOSTAL, "church of god": T.PENTECOSTAL, "seventh day adventist": T.SEVENTH_DAY, "adventist": T.SEVENTH_DAY, "sda": T.SEVENTH_DAY,
    "7th day adventist": T.SEVENTH_DAY, "sikh": T.SIKH, "sikhism": T.SIKH, "unitarian": T.UNITARIAN, "unitarian universalist": T.UNITARIAN,
    "uu": T.UNITARIAN, "uua": T.UNITARIAN, "other": T.OTHER, "scientology": T.OTHER, "taoist": T.OTHER, "shinto": T.OTHER, "wiccan": T.OTHER, "pagan": T.OTHER,
    "zoroastrian": T.OTHER, "jehovahs witnesses": T.OTHER, "jehovahs witness": T.OTHER, "unity": T.OTHER,
}  # fmt: skip
NOTHING = frozenset({"", "na", "n a", "none", "null", "unknown", "not stated", "not said", "unsaid", "tbd"})


@dataclass(frozen=True)
class Reading:
    """How a word was read. doubt: "" when it is plainly that, `blank`, `misspelt` or `unknown`."""

    tradition: T
    doubt: str = ""


@cache
def _by_label() -> dict[str, T]:
    own = {_words(str(member.label)): member for member in T}
    return {**own, **{_words(member.value): member for member in T}, **KNOWN}


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in plain(text)).split())


def read_tradition(text: str) -> Reading:
    """Return the tradition that a word of a file means. Never looks at a congregation's name."""
    word = _words(text)
    if word in NOTHING:
        return Reading(T.UNSAID, "blank")
    known = _by_label()
    bare = word.removesuffix(" church").removesuffix(" faith").removesuffix(" congregation")
    if word in known or bare in known:
        return Reading(known.get(word) or known[bare])
    near = get_close_matches(word, [k for k in known if len(k) > 4], n=1, cutoff=0.84)
    return Reading(known[near[0]], "misspelt") if near else Reading(T.OTHER, "unknown")
