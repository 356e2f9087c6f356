"""Who may do what: keys in the Authorization header, their roles, their rates. Off where there are no keys."""

import base64
import binascii
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.http.problems import reply_to
from assistant.keys import Key, Keyring, Role
from assistant.rate import Rate

OPEN = ("/health",)  # what one may see without a key: whether the service is there
NEEDS: dict[str, Role] = {
    "/ingest": "contributor",
    "/contribute/submit": "contributor",
    "/contribute/documents": "contributor",
    "/contribute/documents/delete": "contributor",
    "/metrics": "admin",
}
WRONG_KEYS = 20  # a minute and an address; then that address waits, with a right key too
MAX_BODY = 1_000_000  # bytes; the longest conversation there may be is shorter
MAX_DOCUMENT = 20_000_000  # bytes of a document that is sent to a page
LARGER = {"/contribute/documents": MAX_DOCUMENT + 100_000}  # with the form around it
SAFE = ("GET", "HEAD", "OPTIONS")
ELSEWHERE = "this comes from a page of another site, which may change nothing here; open the service's own pages"
OTHER_NAME = "this service answers this machine alone, as localhost; behind a proxy, give it keys or PRECEDENTS_OPEN"
KEY_WANTED = "a key is wanted: send `Authorization: Bearer <key>`, or in a browser the key as the password"


class Access:
    """Lets a request through, with the id of its key as `state["holder"]`, or answers it with a problem.

    Keys are wanted where they were from the start (`wanted`), or as soon as there is one.
    Where `names` are given, there is nothing under another host's name.
    """

    def __init__(self, app: ASGIApp, keys: Keyring, wanted: bool, per_minute: int, names: Collection[str] = ()) -> None:
        self._app, self._keys, self._wanted, self._rate = app, keys, wanted, Rate(per_minute)
        self._names = names
        self._wrong = Rate(WRONG_KEYS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            headers = Headers(scope=scope)
            length = headers.get("content-length", "")
            most = LARGER.get(scope["path"], MAX_BODY)
            if length.isdecimal() and int(length) > most:
                raise _too_large(most)
            self._require_own_pages(scope["method"], headers)
            if not scope["path"].startswith(OPEN) and (self._wanted or self._keys.all()):
                scope.setdefault("state", {})["holder"] = self._admitted(scope, headers).id
        except (HTTPException, AssistantError) as error:
            await reply_to(error, scope)(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, most), send)

    def _require_own_pages(self, method: str, headers: Headers) -> None:
        """Refuse what a page of another site sends through a reader's browser; programs send no such header."""
        try:
            name = urlsplit(f"//{headers.get('host', '')}").hostname
        except ValueError as error:
            raise HTTPException(400, "the Host header is no host; send the name of this service") from error
        if self._names and name not in self._names:
            raise HTTPException(403, OTHER_NAME)
        if method not in SAFE and headers.get("sec-fetch-site") == "cross-site":
            raise HTTPException(403, ELSEWHERE)

    def _admitted(self, scope: Scope, headers: Headers) -> Key:
        """The key of a request that may pass; guesses from one address are few a minute."""
        path, address = scope["path"], str((scope.get("client") or ("",))[0])
        token = _token(headers.get("authorization", ""))
        self._wrong.require(address)
        key = self._keys.recognise(token)
        if key is None:
            if token:
                self._wrong.spend(address)
            raise HTTPException(401, KEY_WANTED, {"WWW-Authenticate": 'Basic realm="Precedents"'})
        needed = NEEDS.get(path, "reader")
        if not key.may(needed):
            raise HTTPException(403, f"{path} is for keys of the role {needed}; this one is a {key.role}'s")
        self._rate.spend(key.id)
        return key


def _token(authorization: str) -> str:
    """The token of a header: a bearer's, or the password of a browser that asked for one."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return value.strip()
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _bounded(receive: Receive, most: int) -> Receive:
    """The body as it comes, up to what one may send."""
    left = most

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise _too_large(most)
        return message

    return bounded


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"the body has more than {most} bytes; send less")
