"""The steps about a token service by their names; a new one is a class in this list."""

from collections.abc import Mapping

from oceanhil.scenarios.ringcentral.context import ServiceStep
from oceanhil.scenarios.ringcentral.steps import answers, client, server, state

_ALL: tuple[type[ServiceStep], ...] = (
    client.Login,
    client.PrepareRefresh,
    client.Refresh,
    client.Recover,
    client.Call,
    client.Work,
    client.Download,
    client.Revoke,
    client.DamageToken,
    client.LoseReply,
    client.CopyTokens,
    client.ShareTokens,
    client.UseLock,
    client.ReuseTokens,
    client.TakeCredentials,
    server.Settings,
    server.ChangeCredentials,
    server.EndSession,
    server.InjectFault,
    server.ClearFaults,
    server.Advance,
    answers.ExpectAnswer,
    answers.ExpectNoAnswer,
    answers.ExpectNoRequest,
    answers.ExpectCount,
    answers.ExpectHolders,
    state.ExpectSessions,
    state.ExpectSession,
    state.ExpectRecordings,
    state.ExpectSays,
    state.ExpectStopped,
    answers.Mark,
)

SERVICE_STEPS: Mapping[str, type[ServiceStep]] = {step.name: step for step in _ALL}
