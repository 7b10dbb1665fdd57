"""Rules of the token service switched off, by a setting where there is one, and cures that do not cure."""

import pytest

from oceanhil.hil.worlds.service.factory import InProcessDoor
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.profile import Scalar
from tests.mutants.mutant import Mutants
from tests.mutants.rewrite import rewrite

RULES = Mutants()
"""Faults of the service: the scenario's own steps, or its remedy, see that the rule is not there."""
CURES = Mutants()
"""Faults of the clients: the remedy is what does not cure."""
HABITS = Mutants()
"""Faults of the clients that no scenario asks about: an invariant sees them."""
_NEVER_S = 10**9
_REGISTRY = "oceanhil.mock_server.ringcentral.session_registry:SessionRegistry"
_CLIENT = "oceanhil.simulator.api_client.client:ApiClient"
_STORE = "oceanhil.simulator.api_client.client:TokenStore"


def _set(patch: pytest.MonkeyPatch, **settings: Scalar) -> None:
    """Let every run begin with these settings."""
    real = InProcessDoor.__init__

    def begin(self: InProcessDoor, service: TokenService) -> None:
        real(self, service)
        service.put_settings(settings, 0)

    patch.setattr(InProcessDoor, "__init__", begin)


@RULES.caught_by("oau-213-sixth-login", "download-with-dead-token")
def there_is_no_limit_of_sessions(patch: pytest.MonkeyPatch) -> None:
    _set(patch, session_limit=100)


@RULES.caught_by("oau-213-sixth-login")
def one_login_too_many_is_refused(patch: pytest.MonkeyPatch) -> None:
    _set(patch, over_limit="refuse")


@RULES.caught_by("oau-213-sixth-login")
def the_newest_session_is_dropped(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_REGISTRY}.log_in", ("before[: max(0, surplus)]", "before[len(before) - max(0, surplus) :]"))


@RULES.caught_by("access-token-expired")
def access_tokens_never_expire(patch: pytest.MonkeyPatch) -> None:
    _set(patch, access_token_ttl_s=_NEVER_S)


@RULES.caught_by("access-token-expired")
def an_access_token_lives_a_second_too_long(patch: pytest.MonkeyPatch) -> None:
    _set(patch, access_token_ttl_s=3601)


@RULES.caught_by("refresh-token-dead")
def refresh_tokens_never_expire(patch: pytest.MonkeyPatch) -> None:
    _set(patch, refresh_token_ttl_s=_NEVER_S)


@RULES.caught_by("refresh-reply-lost")
def a_lost_answer_to_a_refresh_is_not_given_again(patch: pytest.MonkeyPatch) -> None:
    _set(patch, replay_refresh=False)


@RULES.caught_by("refresh-reply-lost")
def a_refresh_is_answered_again_for_ever(patch: pytest.MonkeyPatch) -> None:
    _set(patch, grace_unused_s=_NEVER_S)


@RULES.caught_by("refresh-reply-lost")
def a_repeated_refresh_gives_other_tokens(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_REGISTRY}.refresh", ("if pair is not session.current:", "if False:"))


@RULES.caught_by("oau-213-after-refresh")
def a_replaced_access_token_is_not_found_at_once(patch: pytest.MonkeyPatch) -> None:
    _set(patch, old_access_corrupted_s=0)


@RULES.caught_by("oau-213-after-refresh")
def a_used_pair_leaves_the_refresh_token_before_alive(patch: pytest.MonkeyPatch) -> None:
    _set(patch, grace_used_s=3600)


@RULES.caught_by("oau-213-after-refresh", "download-with-dead-token", "refresh-reply-lost")
def the_access_token_before_a_refresh_stays_valid(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_REGISTRY}.accept", ("if pair is not session.current:", "if False:"))


@RULES.caught_by("oau-213-after-revoke", "download-with-dead-token")
def a_revocation_ends_nothing(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_REGISTRY}.revoke", ("    self._end(session, Ending.REVOKED, at_us)\n", ""))


@RULES.caught_by("oau-213-after-revoke")
def only_an_access_token_can_be_revoked(patch: pytest.MonkeyPatch) -> None:
    old = "session.ending is not None"
    rewrite(patch, f"{_REGISTRY}.revoke", (old, f"{old} or token != self._tokens[digest_of(token)][1].access"))


@RULES.caught_by("credentials-changed")
def a_change_of_credentials_ends_no_session(patch: pytest.MonkeyPatch) -> None:
    service = "oceanhil.mock_server.ringcentral.service:TokenService"
    old = "self._end(self._registry.live(at_us, found), Ending.CREDENTIALS, at_us)"
    rewrite(patch, f"{service}.change_credentials", (old, "pass"))


@RULES.caught_by("credentials-changed")
def old_credentials_still_log_in(patch: pytest.MonkeyPatch) -> None:
    accounts = "oceanhil.mock_server.ringcentral.accounts:Accounts"
    rewrite(patch, f"{accounts}.by_assertion", ("if user.assertion == digest), None)", "), None)"))


@RULES.caught_by("token-corrupted")
def a_damaged_token_is_only_unknown(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_REGISTRY}.accept", ("if form is not TokenForm.WHOLE:", "if False:"))


@CURES.caught_by("oau-213-after-refresh")
def the_lock_lets_everybody_in(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_STORE}.take", ("return self.holder == name", "return True"))


@CURES.caught_by("oau-213-after-refresh")
def who_waited_for_the_lock_does_not_look_again(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}._refreshed", ("self.store.tokens is not pending.meant", "False"))


@CURES.caught_by("oau-213-after-refresh")
def the_lock_is_never_let_go(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_STORE}.let_go", ("if self.holder == name:", "if False:"))


@CURES.caught_by("oau-213-sixth-login")
def tokens_are_not_used_again(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}.work", ("self.store.tokens is None or not self.reuses_tokens", "True"))


@CURES.caught_by("download-with-dead-token")
def no_login_follows_a_refused_refresh(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}.recover", ("came is _Came.REFUSAL", "False"))


@CURES.caught_by("download-with-dead-token")
def a_download_begins_from_the_first_again(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}.download", ("if each not in self.recordings]", "]"))


@CURES.caught_by("access-token-expired", "token-corrupted", "refresh-reply-lost")
def refreshed_tokens_are_not_kept(patch: pytest.MonkeyPatch) -> None:
    _forget(patch, 'tag == "REFRESH"')


@CURES.caught_by("oau-213-after-revoke", "credentials-changed", "refresh-token-dead")
def a_second_login_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    _forget(patch, 'tag == "LOGIN" and self.store.tokens is not None')


def _forget(patch: pytest.MonkeyPatch, when: str) -> None:
    old = "self.store.tokens = Tokens("
    new = f"self.store.tokens = self.store.tokens if {when} else Tokens("
    rewrite(patch, f"{_CLIENT}._ask_for_tokens", (old, new))


@HABITS.caught_by("oau-213-sixth-login")
def a_client_writes_its_token_into_its_log(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}._say", ("{text}", "{text} {self.store.tokens and self.store.tokens.access}"))


@HABITS.caught_by("credentials-changed")
def a_client_stops_without_a_word(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}._note", ("    refused = read_refusal(response)\n", "    return\n"))


@HABITS.caught_by("refresh-reply-lost")
def a_client_says_nothing_about_a_lost_answer(patch: pytest.MonkeyPatch) -> None:
    rewrite(patch, f"{_CLIENT}._note", ('self._say(tag, "no answer")', "pass"))


@HABITS.caught_by("oau-213-after-revoke")
def a_refused_call_is_repeated_at_once(patch: pytest.MonkeyPatch) -> None:
    old = "response = None if tokens is None else self._exchange(tag, call_request(path, tokens.access))"
    again = f"{old}\n    if response and response.status == 401: self._exchange(tag, call_request(path, tokens.access))"
    rewrite(patch, f"{_CLIENT}._call", (old, again))
