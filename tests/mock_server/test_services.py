"""Services by their names: those of other packages are their code."""

import pytest

from oceanhil.host.untrusted import refusal
from oceanhil.mock_server.services import service_maker
from oceanhil.protocol.data_files import UNTRUSTED_VARIABLE
from oceanhil.protocol.profile import ProfileError


def test_a_service_of_another_package_is_refused_in_the_words_for_all_that_is_more_than_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(UNTRUSTED_VARIABLE, "1")
    with pytest.raises(ProfileError) as refused:
        service_maker("greeter")
    assert str(refused.value) == refusal("the service 'greeter' is code of another package")
    service_maker("ringcentral")
