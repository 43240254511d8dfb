"""What one person does: POST /sim/{person}/{verb}."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request

from sandbox import intake
from sandbox.acts import member, press, say, upload
from sandbox.acts.act import Act
from sandbox.error import ActError
from sandbox.schema import JSON, Upload
from sandbox.sim.answer import body_of, kindly, person_of, world_of

#: Verbs whose JSON fields are the function's own arguments.
_VERBS: dict[str, Callable[..., JSON]] = {
    "start": say.start,
    "edit": say.edit,
    "forward": say.forward,
    "clear": say.clear,
    "location": say.location,
    "contact": say.contact,
    "poll": say.poll,
    "sticker": upload.sticker,
    "press": press.press,
    "block": member.block,
    "unblock": member.unblock,
}
#: The API's word for a text is `text`, and ours is `words`.
_WORDS = {"text": "words"}


@kindly
async def act(request: Request) -> object:
    """Do the verb in the private chat, or in the group where `chat` says "group"."""
    verb = request.path_params["verb"]
    who = person_of(request, request.path_params["person"])
    if verb in upload.KINDS or verb == "album":
        return await _upload(request, Act.private(world_of(request), who), verb)
    body = await body_of(request)
    if verb == "language":
        who.language_code = str(body["language_code"])
        return {"seq": world_of(request).feed.tell("language", who.key)}
    place = Act.in_group if body.pop("chat", "") == "group" else Act.private
    return _do(place(world_of(request), who), verb, body)


def _do(act: Act, verb: str, body: JSON) -> JSON:
    fields = {_WORDS.get(name, name): value for name, value in body.items()}
    if verb == "text":
        return say.text(act, **fields)
    if verb not in _VERBS:
        raise ActError(f'nobody here can "{verb}"')
    return _VERBS[verb](act, **fields)


async def _upload(request: Request, act: Act, verb: str) -> JSON:
    fields, files = await intake.multipart(request)
    caption, uploads = str(fields.get("caption", "")), list(files.values())
    if not uploads:
        raise ActError("a file is missing")
    if verb == "album":
        return upload.album(act, uploads, caption=caption)
    return _one(act, verb, uploads[0], fields, caption)


def _one(act: Act, verb: str, file: Upload, fields: JSON, caption: str) -> JSON:
    told = fields.get("size")
    group = str(fields.get("media_group_id", ""))
    size = int(told) if told else None
    return upload.send(act, verb, file, caption=caption, album=group, size=size)
