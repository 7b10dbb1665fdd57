"""Where a scenario comes from: the public page and the cause on it."""

from enum import Enum
from typing import Annotated

import msgspec

from oceanhil.scenarios.names import free_text

CauseText = Annotated[str, free_text("a number or heading of somebody else's page")]
UrlText = Annotated[str, free_text("an address for people; nothing is fetched from it")]


class Page(Enum):
    """A public source of scenarios."""

    INVALID_OR_EXPIRED = "token-invalid-or-expired"
    NO_CONNECTION = "firmware-flash-success-but-no-connection"
    DEVICE_STATUS = "device-status"
    CLAIM = "claim-and-manage-devices"
    WIFI = "wifi-troubleshooting"
    SECURITY = "security"
    PUBLIC_SNIPPET = "public-snippet"
    API = "api"
    RANDOM_RESET = "random-reset"
    BROWNOUT = "brownout"
    FIELD_REPORT = "field-report"
    DRIVER_SOURCE = "driver-source"
    MEASUREMENT = "measurement"
    PROTOCOL = "protocol"
    RINGCENTRAL = "ringcentral"


class SourceReference(msgspec.Struct, frozen=True, kw_only=True):
    """One source: the page, the number or name of the cause on it, and where it can be read."""

    page: Page
    cause: CauseText = ""
    url: UrlText = ""
