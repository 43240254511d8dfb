"""Reading a call: GET, form, multipart or JSON, as the Bot API takes all four."""

from __future__ import annotations

from urllib.parse import parse_qsl

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request

from sandbox.error import ApiError, bad_request
from sandbox.schema import JSON, Upload

#: Bot API, "Sending files": 50 MB, and some room for the rest of the body.
_BODY_LIMIT = 52 * 1024 * 1024


async def read(request: Request) -> tuple[JSON, dict[str, Upload]]:
    """Return the parameters and the files of a call."""
    if int(request.headers.get("content-length") or 0) > _BODY_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    params: JSON = _pairs(request.scope["query_string"])
    if request.method == "GET":
        return params, {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        fields, uploads = await multipart(request)
        return params | fields, uploads
    body = await request.body()
    return params | (_json(body) if kind == "application/json" else _pairs(body)), {}


async def multipart(request: Request) -> tuple[JSON, dict[str, Upload]]:
    """Return text fields and files; a file whose name is a parameter's stands in both."""
    fields: JSON = {}
    uploads: dict[str, Upload] = {}
    async with request.form(max_part_size=_BODY_LIMIT) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                uploads[name] = Upload(value.filename or "", await value.read(), mime)
            else:
                fields[name] = value
    used = {str(value).removeprefix("attach://") for value in fields.values()}
    return fields | {name: each for name, each in uploads.items() if name not in used}, uploads


def _pairs(raw: bytes) -> JSON:
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _json(raw: bytes) -> JSON:
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("object expected as JSON request body")
    return body
