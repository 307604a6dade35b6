"""The official anthropic SDK against providers of both dialects."""

import json

import anthropic
import pydantic
import pytest

import conversation as talk

QUESTION = [{"role": "user", "content": "Why is the sky blue?"}]
TOOLS = [{
    "name": talk.TOOL, "description": talk.TOOL_TEXT, "input_schema": talk.TOOL_SCHEMA,
}]
# Requests whose streamed answer must equal the whole one, each with another kind of content.
REQUESTS = {
    "text": {"system": "Be brief.", "messages": QUESTION},
    "limit": {"messages": QUESTION, "max_tokens": 9},
    "stop": {"messages": QUESTION, "stop_sequences": ["sandbox"]},
    "tools": {"messages": [{"role": "user", "content": talk.WEATHER_QUESTION}], "tools": TOOLS},
    "one tool": {
        "messages": QUESTION, "tools": TOOLS,
        "tool_choice": {"type": "tool", "name": talk.TOOL, "disable_parallel_tool_use": True},
    },
    "schema": {
        "messages": QUESTION,
        "output_config": {"format": {"type": "json_schema", "schema": talk.TRIP_SCHEMA}},
    },
    "thinking": {
        "messages": QUESTION, "max_tokens": 4096,
        "thinking": {"type": "enabled", "budget_tokens": 2048},
    },
}
STOP_REASONS = {"limit": "max_tokens", "tools": "tool_use", "one tool": "tool_use"}


@pytest.fixture(scope="module")
def client():
    with anthropic.Anthropic(base_url=talk.GATEWAY, api_key=talk.KEY, max_retries=0) as client:
        yield client


def request_of(kind, model):
    return {"model": model, "max_tokens": 1024} | REQUESTS[kind]


def said(message):
    """What a program reads from a whole answer, without what differs from request to request."""
    hidden = {"id", "signature"}
    return {
        "content": [block.model_dump(exclude=hidden, exclude_none=True)
                    for block in message.content],
        "stop": (message.stop_reason, message.stop_sequence),
        "usage": message.usage.model_dump(exclude_none=True),
        "model": message.model,
    }


def said_in_pieces(events):
    """The same, put together from a stream's events by hand."""
    blocks, open_block, last, told = [], None, None, None
    for event in events:
        last = event.type
        if event.type == "message_start":
            assert event.message.content == []
            told = {"model": event.message.model, "usage": event.message.usage.model_dump()}
        elif event.type == "content_block_start":
            assert open_block is None and event.index == len(blocks)
            open_block = event.content_block.model_dump(
                exclude={"id", "signature"}, exclude_none=True)
            arguments = ""
        elif event.type == "content_block_delta":
            assert event.index == len(blocks)
            if event.delta.type == "text_delta":
                open_block["text"] += event.delta.text
            elif event.delta.type == "thinking_delta":
                open_block["thinking"] += event.delta.thinking
            elif event.delta.type == "input_json_delta":
                arguments += event.delta.partial_json
        elif event.type == "content_block_stop":
            if open_block["type"] == "tool_use":
                open_block["input"] = json.loads(arguments or "{}")
            blocks.append(open_block)
            open_block = None
        elif event.type == "message_delta":
            told["stop"] = (event.delta.stop_reason, event.delta.stop_sequence)
            told["usage"] |= event.usage.model_dump(exclude_none=True)
    assert last == "message_stop" and open_block is None
    told["usage"] = {name: value for name, value in told["usage"].items() if value is not None}
    return told | {"content": blocks}


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_stream_says_what_the_whole_answer_says(client, model, kind):
    request = request_of(kind, model)
    whole = said(client.messages.create(**request))
    assert said_in_pieces(client.messages.create(**request, stream=True)) == whole
    assert whole["usage"]["input_tokens"] > 0 and whole["usage"]["output_tokens"] > 0
    kinds = [block["type"] for block in whole["content"]]
    assert kinds == {
        "tools": ["tool_use", "tool_use"], "one tool": ["tool_use"],
        "thinking": ["thinking", "text"],
    }.get(kind, ["text"])
    if kind != "stop":  # OpenAI's dialect does not tell a stop sequence from an end
        assert whole["stop"] == (STOP_REASONS.get(kind, "end_turn"), None)


@pytest.mark.parametrize("provider", talk.ANTHROPIC_PROVIDERS)
def test_the_stop_sequence_is_named(client, model):
    answer = client.messages.create(**request_of("stop", model))
    assert (answer.stop_reason, answer.stop_sequence) == ("stop_sequence", "sandbox")


@pytest.mark.parametrize("kind", ["text", "tools", "thinking"])
def test_the_stream_helper_says_what_the_whole_answer_says(client, model, kind):
    request = request_of(kind, model)
    whole = said(client.messages.create(**request))
    with client.messages.stream(**request) as stream:
        text = "".join(stream.text_stream)
        assert said(stream.get_final_message()) == whole
    assert text == "".join(block.get("text", "") for block in whole["content"])


def test_two_parallel_tool_calls_and_their_results(client, model):
    request = {"model": model, "max_tokens": 1024, "tools": TOOLS}
    messages = list(REQUESTS["tools"]["messages"])
    asked = client.messages.create(**request, messages=messages)
    assert [block.input["city"] for block in asked.content] == talk.CITIES
    assert len({block.id for block in asked.content}) == 2
    results = [{"type": "tool_result", "tool_use_id": block.id,
                "content": talk.WEATHER[block.input["city"]]} for block in asked.content]
    results[1] |= {"is_error": True}
    messages += [{"role": "assistant", "content": asked.content},
                 {"role": "user", "content": results}]
    answer = client.messages.create(**request, messages=messages)
    assert answer.stop_reason == "end_turn"
    for degrees in talk.WEATHER.values():
        assert degrees in answer.content[0].text


def test_parse_gives_the_programs_own_type(client, model):
    class Trip(pydantic.BaseModel):
        city: str
        days: int
        stops: list[str]

    answer = client.messages.parse(
        model=model, max_tokens=1024, messages=QUESTION, output_format=Trip)
    assert isinstance(answer.parsed_output, Trip) and answer.parsed_output.city
    talked = [*QUESTION, {"role": "assistant", "content": answer.content},
              {"role": "user", "content": "And back?"}]
    again = client.messages.parse(model=model, max_tokens=1024, messages=talked, output_format=Trip)
    assert isinstance(again.parsed_output, Trip)


def test_images_by_url_and_in_base64(client, model):
    sources = [{"type": "url", "url": talk.IMAGE_URL},
               {"type": "base64", "media_type": "image/png", "data": talk.png()}]
    blocks = [{"type": "image", "source": source} for source in sources]
    message = {"role": "user", "content": [{"type": "text", "text": "What is this?"}, *blocks]}
    answer = client.messages.create(model=model, max_tokens=1024, messages=[message])
    assert "2 images" in answer.content[0].text


def test_documents_in_base64_and_as_text(client, model):
    sources = [{"type": "base64", "media_type": "application/pdf", "data": talk.PDF},
               {"type": "text", "media_type": "text/plain", "data": "Once upon a time"}]
    blocks = [{"type": "document", "source": source} for source in sources]
    message = {"role": "user", "content": [{"type": "text", "text": "What is this?"}, *blocks]}
    answer = client.messages.create(model=model, max_tokens=1024, messages=[message])
    assert "document" in answer.content[0].text


def test_the_beta_namespace(client, provider, model):
    request = request_of("text", model)
    whole = client.beta.messages.create(
        **request, betas=["context-1m-2025-08-07"], extra_query={"beta": "true"})
    if provider == "mock-anthropic":
        [beta] = talk.last_headers("anthropic-beta")
        assert beta == "context-1m-2025-08-07"
        version = client.default_headers["anthropic-version"]
        assert talk.last_headers("anthropic-version") == [version]
    with client.beta.messages.stream(**request) as stream:
        assert said(stream.get_final_message())["content"] == said(whole)["content"]


def test_the_tool_runner(client, model):
    """It wants the provider to hold the conversation, and must learn where that cannot be."""
    @anthropic.beta_tool
    def get_weather(city: str) -> str:
        """The weather of a city"""
        return talk.WEATHER[city]

    runner = client.beta.messages.tool_runner(
        model=model, max_tokens=1024, tools=[get_weather],
        messages=[{"role": "user", "content": talk.WEATHER_QUESTION}])
    text = runner.until_done().content[0].text
    assert all(degrees in text for degrees in talk.WEATHER.values())


def test_thinking_goes_back(client, provider, model):
    request = request_of("thinking", model)
    asked = client.messages.create(**request)
    if provider in talk.ANTHROPIC_PROVIDERS:
        assert asked.content[0].signature
        with client.messages.stream(**request) as stream:
            assert stream.get_final_message().content[0].signature
    request["messages"] = [*QUESTION, {"role": "assistant", "content": asked.content},
                           {"role": "user", "content": "And at night?"}]
    assert "at night" in client.messages.create(**request).content[-1].text


def test_count_tokens(client, provider, model):
    raw = client.messages.with_raw_response.count_tokens(model=model, messages=QUESTION)
    assert 3 <= raw.parse().input_tokens <= 30
    is_estimate = provider in talk.OPENAI_PROVIDERS
    assert ("estimate" in raw.headers.get("x-farthing-warning", "")) == is_estimate
    longer = [{"role": "user", "content": "Why is the sky blue? " * 50}]
    count = client.messages.count_tokens(
        model=model, messages=longer, tools=TOOLS, system="Be brief")
    assert count.input_tokens > 200


def test_a_model_that_nobody_serves(client):
    with pytest.raises(anthropic.NotFoundError) as caught:
        client.messages.create(model="nobody-serves-this", max_tokens=9, messages=QUESTION)
    assert caught.value.body["error"]["type"] == "not_found_error"
    assert "nobody-serves-this" in caught.value.body["error"]["message"]
    assert caught.value.request_id.startswith("req_")
    with pytest.raises(anthropic.NotFoundError):
        client.messages.count_tokens(model="nobody-serves-this", messages=QUESTION)


def test_keys_and_their_rights(client):
    def ask(model, **keys):
        return client.with_options(**keys).messages.create(**request_of("text", model))

    with pytest.raises(anthropic.AuthenticationError) as caught:
        ask("sandbox-openai/small", api_key="wrong")
    assert caught.value.body["error"]["type"] == "authentication_error"
    assert ask("sandbox-openai/small", api_key=talk.NARROW_KEY).content
    with pytest.raises(anthropic.PermissionDeniedError):
        ask("sandbox-anthropic/small", api_key=talk.NARROW_KEY)
    with anthropic.Anthropic(base_url=talk.GATEWAY, auth_token=talk.KEY) as bearer:
        assert bearer.messages.create(**request_of("text", "sandbox-openai/small")).content


def test_an_invalid_request(client, model):
    with pytest.raises(anthropic.BadRequestError) as caught:
        client.messages.create(model=model, max_tokens=9, messages=[])
    assert caught.value.body["error"]["type"] == "invalid_request_error"
    with pytest.raises(anthropic.BadRequestError):
        client.messages.create(model=model, max_tokens=-1, messages=QUESTION)


@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_providers_error_keeps_its_status(client, model):
    def ask(orders, **more):
        message = {"role": "user", "content": f"~mock:{orders}~"}
        return client.messages.create(model=model, max_tokens=1024, messages=[message], **more)

    with pytest.raises(anthropic.NotFoundError):
        ask("status=404")
    with pytest.raises(anthropic.PermissionDeniedError):
        ask("status=403")
    with pytest.raises(anthropic.RateLimitError) as caught:
        ask("status=429;retry-after=900")
    assert caught.value.response.headers["retry-after"] == "900"
    stream = ask("fault=error-event;interval=20ms", stream=True)
    assert next(stream)
    with pytest.raises(anthropic.APIError):
        list(stream)


def test_headers_are_seen_through_the_raw_response(client, model):
    request = request_of("text", model)
    raw = client.messages.with_raw_response.create(**request)
    assert raw.headers["x-farthing-request-id"].startswith("req_")
    assert raw.headers["x-farthing-model"] == model
    assert raw.parse()._request_id
    with client.messages.with_streaming_response.create(**request, stream=True) as raw:
        assert raw.headers["x-farthing-model"] == model
        assert raw.headers["content-type"].startswith("text/event-stream")
        assert raw.request_id


def test_an_unknown_field_reaches_a_provider_of_the_dialect(client):
    unknown = {"x_unknown": {"deep": [1, "two"]}}
    client.messages.create(**request_of("text", "mock-anthropic/small"), extra_body=unknown)
    assert talk.last_request()["x_unknown"] == unknown["x_unknown"]


@pytest.mark.parametrize("provider", talk.OPENAI_PROVIDERS)
def test_an_unknown_field_is_refused_across_dialects(client, model):
    with pytest.raises(anthropic.UnprocessableEntityError) as caught:
        client.messages.create(**request_of("text", model), extra_body={"x_unknown": 1})
    assert "x_unknown" in caught.value.body["error"]["message"]


def test_models_are_listed_and_found(client, model):
    assert model in [entry.id for entry in client.models.list()]
    assert client.models.retrieve(model).id == model
