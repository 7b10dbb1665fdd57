"""What is said of several operations alike."""

from oceanhil.mock_server.core.operation import AdminRefusal, Json, Parameter

BODY = (AdminRefusal.WRONG, AdminRefusal.TOO_LARGE, AdminRefusal.MEDIA_TYPE)
UNKNOWN = (AdminRefusal.UNKNOWN,)
COUNT: Json = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
SINCE = Parameter("since", "query", "Only what comes after this number.", {**COUNT, "default": 0}, example=0)
