import pytest

import conversation


@pytest.fixture(params=conversation.PROVIDERS)
def provider(request):
    return request.param


@pytest.fixture
def model(provider):
    return f"{provider}/small"
