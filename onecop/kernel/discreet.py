"""Keeps keys out of the log: what stands in the address of an e-mailed link lets its holder act."""

import logging
import re

_KEY = re.compile(r"(?<=/)[\w:-]{24,}(?=[/.]|$)")


class Discreet(logging.Filter):
    """Writes `/answer/…/` for `/answer/<token>/`. Keys of objects are shorter, and stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_KEY.sub("…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
