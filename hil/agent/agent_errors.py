"""What can go wrong between a bench and a board's agent."""

from oceanhil.protocol.agent.error_code import AgentErrorCode


class AgentError(Exception):
    """An agent did not do what it was told. `code` is its answer; None when it gave none that can be read."""

    def __init__(self, text: str, code: AgentErrorCode | None = None) -> None:
        super().__init__(text)
        self.code = code


class AgentTimeoutError(AgentError):
    """The agent did not answer in time, also when asked again."""


class AgentPowerLostError(AgentError):
    """The board lost power before the agent answered, as it was armed to."""


class AgentVersionError(AgentError):
    """The agent speaks another version of the protocol."""


class AgentReplyError(AgentError):
    """The agent's answer cannot be read."""


class AgentLacksError(AgentError):
    """The agent refused a command of a group that it does not know."""
