"""How updates reach the bot: the long poll and the webhook's settings."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from sandbox.error import bad_request, conflict
from sandbox.methods.ask import Ask
from sandbox.model.account import Webhook
from sandbox.schema import JSON, fields

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LIMIT = 100
_LONGEST_POLL = 50
_CONNECTIONS = 100
_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(ask: Ask) -> list[JSON]:
    if ask.account.webhook.url:
        raise conflict(_ACTIVE)
    _allow(ask)
    limit = min(max(ask.params.get("limit", _LIMIT), 1), _LIMIT)
    seconds = min(max(ask.params.get("timeout", 0), 0), _LONGEST_POLL)
    return await ask.account.updates.poll(ask.params.get("offset", 0), limit, seconds)


def set_webhook(ask: Ask) -> bool:
    url, secret = ask.params["url"], ask.params.get("secret_token", "")
    if not url:
        return delete_webhook(ask)
    _refuse_far(url)
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = ask.params.get("max_connections", 40)
    if not 1 <= connections <= _CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
    _allow(ask)
    _drop(ask)
    ask.account.webhook = Webhook(url, secret, connections)
    ask.account.updates.take_over()
    return True


def delete_webhook(ask: Ask) -> bool:
    _drop(ask)
    ask.account.webhook = Webhook()
    ask.account.updates.ring()
    return True


def get_webhook_info(ask: Ask) -> JSON:
    hook, updates = ask.account.webhook, ask.account.updates
    known: JSON = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.waiting),
    }
    if hook.url:
        known.update(max_connections=hook.max_connections, ip_address="127.0.0.1")
    if updates.allowed:
        known["allowed_updates"] = updates.allowed
    if hook.last_error_date:
        known["last_error_date"] = hook.last_error_date
        known["last_error_message"] = hook.last_error_message
    return known


def _allow(ask: Ask) -> None:
    wanted = ask.params.get("allowed_updates")
    if wanted is None:
        return
    for kind in wanted:
        # An update's field is its kind; a strange one would never come.
        _refuse_unknown(kind)
    ask.account.updates.allowed = wanted


def _refuse_unknown(kind: str) -> None:
    if kind not in fields("Update"):
        raise bad_request(f'allowed_updates names an unknown kind "{kind}"')


def _drop(ask: Ask) -> None:
    if ask.params.get("drop_pending_updates"):
        ask.account.updates.waiting.clear()


def _refuse_far(url: str) -> None:
    """Let the sandbox call this machine only, over http or https."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        near = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    if parts.scheme not in ("http", "https") or not near:
        raise bad_request("bad webhook: the sandbox calls loopback addresses only")
