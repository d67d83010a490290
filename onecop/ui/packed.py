"""Answers that are the same for everybody: made once, kept as bytes with their gzip and their tag, and sent without another thought."""

import gzip
import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

SECONDS = 300
"""How long browsers and proxies may keep one."""


@dataclass(frozen=True)
class Packed:
    """kind: the content type. The same body has the same tag."""

    body: bytes
    zipped: bytes
    etag: str
    kind: str


def pack(body: bytes, kind: str) -> Packed:
    return Packed(body, gzip.compress(body, 6, mtime=0), f'"{sha256(body).hexdigest()[:32]}"', kind)


def pack_json(value: Any) -> Packed:
    return pack(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(), "application/json")


def answer(request: HttpRequest, packed: Packed, *, filename: str = "") -> HttpResponse:
    """Send it, zipped to whoever takes that; 304 to whoever has it already."""
    zipped = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(packed.zipped if zipped else packed.body, content_type=packed.kind)
    if zipped:
        response["Content-Encoding"] = "gzip"
    if filename:
        response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["ETag"] = packed.etag
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=packed.etag, last_modified=None, response=response) or response
