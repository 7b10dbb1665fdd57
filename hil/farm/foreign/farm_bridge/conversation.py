"""The conversation with the process that started the bridge: a line of JSON asks, lines of JSON answer.

One thing is asked at a time. While it is under way the asker may go, which ends the bridge and what it does, and
everything that is not left to a keeper is released.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Final, TypeAlias

from .farm import Acquired, Farm, FarmTrouble, Why

Fields: TypeAlias = Mapping[str, object]

SPOKEN: Final = 2
"""The version of this conversation; the asker refuses a bridge of another."""
_LOOK_EVERY_S: Final = 5.0


class Conversation:
    """Does what is asked on `stdin` with one farm, until its end."""

    def __init__(self, farm: Farm, say: Callable[[Fields], None]) -> None:
        self._farm = farm
        self._say = say
        self._held: dict[str, bool] = {}
        """The places that are used, and whether each is to be released when the asker is gone."""
        self._releasing = asyncio.Lock()

    async def hold(self, lines: asyncio.StreamReader) -> None:
        """Answer until the asker is gone; then release what is this process's own."""
        self._say({"event": "ready", "version": self._farm.version, "spoken": SPOKEN})
        heard: asyncio.Task[bytes] = asyncio.ensure_future(lines.readline())
        watch = asyncio.ensure_future(self._watch())
        try:
            while line := await heard:
                heard = asyncio.ensure_future(lines.readline())
                answer = asyncio.ensure_future(self._answer(line))
                await asyncio.wait((answer, heard), return_when=asyncio.FIRST_COMPLETED)
                if not answer.done():
                    # Whoever says anything now has stopped waiting.
                    answer.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await answer
                    return
                self._say(answer.result())
        finally:
            watch.cancel()
            for name in (name for name, is_mine in self._held.items() if is_mine):
                with contextlib.suppress(FarmTrouble):
                    await self._farm.release(name)
            await self._farm.close()

    async def _answer(self, line: bytes) -> Fields:
        try:
            return {"event": "done", **await self._do(json.loads(line))}
        except FarmTrouble as trouble:
            return {"event": "failed", "why": trouble.why.value, "text": str(trouble)}

    async def _do(self, asked: Fields) -> Fields:
        name = str(asked.get("place", ""))
        match asked["do"]:
            case "find":
                tags = {str(key): str(value) for key, value in _table(asked.get("tags")).items()}
                return {"places": [asdict(place) for place in await self._farm.find(name, tags)]}
            case "acquire":
                return await self._acquire(name, _patience(asked))
            case "wait":
                names = [str(each) for each in _list(asked.get("places"))]
                await self._farm.wait(names, _patience(asked), self._tell)
            case "resume":
                return asdict(await self._farm.resume(name))
            case "leave":
                self._held[name] = False
            case "take-back":
                self._held[name] = True
            case "release":
                async with self._releasing:
                    self._held.pop(name, None)
                    await self._farm.release(name)
            case "power":
                await self._farm.power(name, str(asked["action"]))
            case other:
                raise FarmTrouble(Why.REFUSED, f"the bridge knows no {other!r}; it is of another version of oceanhil")
        return {}

    async def _acquire(self, name: str, wait_s: float | None) -> Fields:
        place: Acquired = await self._farm.acquire(name, wait_s, self._tell)
        self._held[name] = not place.before
        return asdict(place)

    def _tell(self, text: str) -> None:
        self._say({"event": "waiting", "text": text})

    async def _watch(self) -> None:
        """Look now and then whether each place is ours still; a farm that has forgotten it gives it again."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            for name in list(self._held):
                try:
                    async with self._releasing:
                        if name in self._held:
                            await self._farm.resume(name)
                except FarmTrouble as trouble:
                    # A farm that is away may come back, and the board's line may work on without it.
                    if trouble.why is Why.TAKEN:
                        del self._held[name]
                        self._say({"event": "lost", "place": name, "text": str(trouble)})


def _patience(asked: Fields) -> float | None:
    """Give how long is waited; None: as long as it takes."""
    wait_s = asked.get("wait_s")
    return float(wait_s) if isinstance(wait_s, int | float) else None


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _table(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


async def converse(make: Callable[[], Awaitable[Farm]]) -> None:
    """Hold the conversation on this process's stdin and stdout; whatever else prints goes to stderr."""
    voice, sys.stdout = sys.stdout, sys.stderr

    def say(fields: Fields) -> None:
        voice.write(json.dumps(fields) + "\n")
        voice.flush()

    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    with contextlib.suppress(BrokenPipeError):
        try:
            farm = await make()
        except FarmTrouble as trouble:
            say({"event": "failed", "why": trouble.why.value, "text": str(trouble)})
            return
        await Conversation(farm, say).hold(lines)
