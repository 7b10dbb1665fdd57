"""The steps of scenarios about a token service, by their names."""

from collections.abc import Mapping

from oceanhil.scenarios.services.context import ServiceLever
from oceanhil.scenarios.services.levers.answers import (
    ExpectAnswer,
    ExpectCount,
    ExpectHolders,
    ExpectNoAnswer,
    ExpectNoRequest,
    Mark,
)
from oceanhil.scenarios.services.levers.client import (
    Call,
    CopyTokens,
    DamageToken,
    Download,
    Login,
    LoseReply,
    PrepareRefresh,
    Recover,
    Refresh,
    ReuseTokens,
    Revoke,
    ShareTokens,
    TakeCredentials,
    UseLock,
    Work,
)
from oceanhil.scenarios.services.levers.server import (
    Advance,
    ChangeCredentials,
    ClearFaults,
    EndSession,
    InjectFault,
    Settings,
)
from oceanhil.scenarios.services.levers.state import (
    ExpectRecordings,
    ExpectSays,
    ExpectSession,
    ExpectSessions,
    ExpectStopped,
)

_ALL: tuple[type[ServiceLever], ...] = (
    Login,
    PrepareRefresh,
    Refresh,
    Recover,
    Call,
    Work,
    Download,
    Revoke,
    DamageToken,
    LoseReply,
    CopyTokens,
    ShareTokens,
    UseLock,
    ReuseTokens,
    TakeCredentials,
    Settings,
    ChangeCredentials,
    EndSession,
    InjectFault,
    ClearFaults,
    Advance,
    ExpectAnswer,
    ExpectNoAnswer,
    ExpectNoRequest,
    ExpectCount,
    ExpectHolders,
    ExpectSessions,
    ExpectSession,
    ExpectRecordings,
    ExpectSays,
    ExpectStopped,
    Mark,
)

SERVICE_LEVERS: Mapping[str, type[ServiceLever]] = {lever.name: lever for lever in _ALL}
