"""Why RingCentral's token service refuses a request; status, code and words stand in the profile's table `errors`."""

from enum import Enum


class Reason(Enum):
    """Why a request was refused; the value is the row in the profile's table `errors`."""

    AUTHORIZATION_MISSING = "authorization_missing"
    AUTHORIZATION_WRONG = "authorization_wrong"
    TOKEN_UNPARSABLE = "token_unparsable"
    TOKEN_CORRUPTED = "token_corrupted"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_NOT_FOUND = "token_not_found"
    REFRESH_EXPIRED = "refresh_expired"
    REFRESH_NOT_FOUND = "refresh_not_found"
    CLIENT_MISSING = "client_missing"
    CLIENT_WRONG = "client_wrong"
    CREDENTIALS_WRONG = "credentials_wrong"
    CODE_UNKNOWN = "code_unknown"
    CODE_EXPIRED = "code_expired"
    CODE_REDIRECT = "code_redirect"
    CODE_OTHER_APP = "code_other_app"
    GRANT_UNKNOWN = "grant_unknown"
    PARAMETER_TWICE = "parameter_twice"
    PARAMETER_WRONG = "parameter_wrong"
    UNREADABLE = "unreadable"
    REVOKE_UNKNOWN = "revoke_unknown"
    SESSIONS_FULL = "sessions_full"
    RATE_EXCEEDED = "rate_exceeded"
    RESOURCE_UNKNOWN = "resource_unknown"
    METHOD_WRONG = "method_wrong"
