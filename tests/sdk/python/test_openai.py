"""The official openai SDK against providers of both dialects."""

import json

import openai
import pydantic
import pytest

import conversation as talk

QUESTION = [{"role": "user", "content": "Why is the sky blue?"}]
TOOLS = [{
    "type": "function",
    "function": {
        "name": talk.TOOL, "description": talk.TOOL_TEXT, "parameters": talk.TOOL_SCHEMA,
        "strict": True,
    },
}]
# Requests whose streamed answer must equal the whole one, each with another kind of content.
REQUESTS = {
    "text": {"messages": [{"role": "system", "content": "Be brief."}, *QUESTION]},
    "limit": {"messages": QUESTION, "max_completion_tokens": 9},
    "stop": {"messages": QUESTION, "stop": ["sandbox"]},
    "tools": {"messages": [{"role": "user", "content": talk.WEATHER_QUESTION}], "tools": TOOLS},
    "one tool": {
        "messages": QUESTION, "tools": TOOLS, "parallel_tool_calls": False,
        "tool_choice": {"type": "function", "function": {"name": talk.TOOL}},
    },
    "schema": {
        "messages": QUESTION,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "trip", "strict": True, "schema": talk.TRIP_SCHEMA},
        },
    },
    "thinking": {"messages": QUESTION, "reasoning_effort": "high"},
}


@pytest.fixture(scope="module")
def client():
    with openai.OpenAI(base_url=talk.GATEWAY + "/v1", api_key=talk.KEY, max_retries=0) as client:
        yield client


def said(completion):
    """What a program reads from a whole answer; ids, which differ by request, left out."""
    [choice] = completion.choices
    extra = choice.message.model_extra or {}
    return {
        "text": choice.message.content or "",
        "thinking": extra.get("reasoning_content") or "",
        "calls": [(call.function.name, json.loads(call.function.arguments))
                  for call in choice.message.tool_calls or []],
        "finish": choice.finish_reason,
        "usage": completion.usage.model_dump(),
        "model": completion.model,
    }


def said_in_pieces(chunks):
    """The same, put together from a stream's chunks by hand."""
    text, thinking, calls, finish, usage, models = "", "", {}, None, None, set()
    for chunk in chunks:
        models.add(chunk.model)
        if chunk.usage is not None:
            assert usage is None and chunk.choices == []
            usage = chunk.usage.model_dump()
        for choice in chunk.choices:
            assert finish is None, "content after the finish reason"
            text += choice.delta.content or ""
            thinking += (choice.delta.model_extra or {}).get("reasoning_content") or ""
            for piece in choice.delta.tool_calls or []:
                call = calls.setdefault(piece.index, ["", ""])
                call[0] += piece.function.name or ""
                call[1] += piece.function.arguments or ""
            finish = choice.finish_reason
    assert sorted(calls) == list(range(len(calls)))
    return {
        "text": text,
        "thinking": thinking,
        "calls": [(name, json.loads(arguments)) for name, arguments in calls.values()],
        "finish": finish,
        "usage": usage,
        "model": models.pop() if len(models) == 1 else models,
    }


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_stream_says_what_the_whole_answer_says(client, model, kind):
    request = {"model": model} | REQUESTS[kind]
    whole = said(client.chat.completions.create(**request))
    options = {"stream_options": {"include_usage": True}}
    pieces = said_in_pieces(client.chat.completions.create(**request, **options, stream=True))
    assert pieces == whole
    assert whole["usage"]["prompt_tokens"] > 0 and whole["usage"]["completion_tokens"] > 0
    expected = {"limit": "length", "tools": "tool_calls", "one tool": "tool_calls"}
    assert whole["finish"] == expected.get(kind, "stop")
    assert len(whole["calls"]) == {"tools": 2, "one tool": 1}.get(kind, 0)
    assert bool(whole["text"]) != bool(whole["calls"])
    assert bool(whole["thinking"]) == (kind == "thinking")


def test_the_stream_helper_says_what_the_whole_answer_says(client, model):
    request = {"model": model} | REQUESTS["tools"]
    whole = said(client.chat.completions.create(**request))
    options = {"stream_options": {"include_usage": True}}
    with client.chat.completions.stream(**request, **options) as stream:
        kinds = {event.type for event in stream}
        assert said(stream.get_final_completion()) == whole
    assert "tool_calls.function.arguments.done" in kinds


def test_usage_stays_out_of_a_stream_that_did_not_ask(client, model):
    chunks = list(client.chat.completions.create(model=model, messages=QUESTION, stream=True))
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


def test_two_parallel_tool_calls_and_their_results(client, model):
    request = {"model": model, "tools": TOOLS}
    messages = list(REQUESTS["tools"]["messages"])
    asked = client.chat.completions.create(**request, messages=messages).choices[0].message
    cities = [json.loads(call.function.arguments)["city"] for call in asked.tool_calls]
    assert cities == talk.CITIES
    assert len({call.id for call in asked.tool_calls}) == 2
    messages.append(asked)
    for call, city in zip(asked.tool_calls, cities):
        messages.append({"role": "tool", "tool_call_id": call.id, "content": talk.WEATHER[city]})
    answer = client.chat.completions.create(**request, messages=messages)
    assert answer.choices[0].finish_reason == "stop"
    for degrees in talk.WEATHER.values():
        assert degrees in answer.choices[0].message.content


def test_parse_gives_the_programs_own_type(client, model):
    class Trip(pydantic.BaseModel):
        city: str
        days: int
        stops: list[str]

    answer = client.chat.completions.parse(model=model, messages=QUESTION, response_format=Trip)
    trip = answer.choices[0].message.parsed
    assert isinstance(trip, Trip) and trip.city
    text = answer.choices[0].message.content
    with client.chat.completions.stream(
            model=model, messages=QUESTION, response_format=Trip) as stream:
        assert stream.get_final_completion().choices[0].message.content == text
        assert stream.get_final_completion().choices[0].message.parsed == trip
    # The SDK's own message goes back into the conversation, `parsed` and all.
    talked = [*QUESTION, answer.choices[0].message, {"role": "user", "content": "And back?"}]
    again = client.chat.completions.parse(model=model, messages=talked, response_format=Trip)
    assert isinstance(again.choices[0].message.parsed, Trip)


def test_images_by_url_and_in_base64(client, model):
    urls = [talk.IMAGE_URL, "data:image/png;base64," + talk.png()]
    parts = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    message = {"role": "user", "content": [{"type": "text", "text": "What is this?"}, *parts]}
    answer = client.chat.completions.create(model=model, messages=[message])
    assert "2 images" in answer.choices[0].message.content


def test_a_document_in_base64(client, model):
    file = {"filename": "a.pdf", "file_data": "data:application/pdf;base64," + talk.PDF}
    parts = [{"type": "text", "text": "What is this?"}, {"type": "file", "file": file}]
    answer = client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": parts}])
    assert "1 document" in answer.choices[0].message.content


def test_several_choices(client, provider, model):
    request = {"model": model, "messages": QUESTION, "n": 2}
    if provider in talk.ANTHROPIC_PROVIDERS:
        with pytest.raises(openai.UnprocessableEntityError, match="n"):
            client.chat.completions.create(**request)
        return
    whole = client.chat.completions.create(**request).choices
    texts = ["", ""]
    for chunk in client.chat.completions.create(**request, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert texts == [choice.message.content for choice in whole] and texts[0] != texts[1]


def test_thinking_goes_back_with_its_signature(client, provider, model):
    asked = client.chat.completions.create(model=model, **REQUESTS["thinking"])
    message = asked.choices[0].message.model_dump(exclude_none=True)
    if provider in talk.ANTHROPIC_PROVIDERS:
        assert all(block["signature"] for block in message["thinking_blocks"])
        assert message["thinking_blocks"][0]["thinking"] == message["reasoning_content"]
    more = [*QUESTION, message, {"role": "user", "content": "And at night?"}]
    raw = client.chat.completions.with_raw_response.create(
        model=model, messages=more, reasoning_effort="high")
    assert "thinking" not in raw.headers.get("x-farthing-warning", "")
    assert "at night" in raw.parse().choices[0].message.content


@pytest.mark.parametrize("provider", talk.OPENAI_PROVIDERS)
@pytest.mark.parametrize("encoding", ["float", "base64", openai.omit])
def test_embeddings(client, model, encoding):
    answer = client.embeddings.create(
        model=model, input=["one", "two"], dimensions=8, encoding_format=encoding)
    assert [item.index for item in answer.data] == [0, 1]
    assert answer.usage.prompt_tokens > 0
    if encoding != "base64":
        assert all(len(item.embedding) == 8 for item in answer.data)
        assert answer.data[0].embedding != answer.data[1].embedding


@pytest.mark.parametrize("provider", talk.ANTHROPIC_PROVIDERS)
def test_embeddings_of_a_provider_without_them(client, model):
    with pytest.raises(openai.UnprocessableEntityError):
        client.embeddings.create(model=model, input="one")


@pytest.mark.parametrize("provider", talk.OPENAI_PROVIDERS)
@pytest.mark.parametrize("tools", [False, True])
def test_responses_pass_through_whole_and_streamed(client, model, tools):
    request = {"model": model, "input": talk.WEATHER_QUESTION}
    if tools:
        request["tools"] = [{
            "type": "function", "name": talk.TOOL, "parameters": talk.TOOL_SCHEMA, "strict": True,
        }]
    whole = client.responses.create(**request)
    events = list(client.responses.create(**request, stream=True))
    final = events[-1].response
    assert events[-1].type == "response.completed"
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert final.output_text == whole.output_text
    assert final.usage == whole.usage and whole.usage.output_tokens > 0
    streamed = "".join(e.delta for e in events if e.type == "response.output_text.delta")
    assert streamed == whole.output_text
    calls = [json.loads(item.arguments)["city"] for item in whole.output if tools]
    arguments = "".join(
        e.delta for e in events if e.type == "response.function_call_arguments.delta")
    assert calls == (talk.CITIES if tools else [])
    assert arguments == "".join(item.arguments for item in whole.output if tools)


def test_a_model_that_nobody_serves(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="nobody-serves-this", messages=QUESTION)
    assert caught.value.code == "model_not_found"
    assert "nobody-serves-this" in caught.value.message
    assert caught.value.type == "invalid_request_error"


def test_keys_and_their_rights(client):
    def ask(key, model):
        return client.with_options(api_key=key).chat.completions.create(
            model=model, messages=QUESTION)

    with pytest.raises(openai.AuthenticationError) as caught:
        ask("wrong", "sandbox-openai/small")
    assert caught.value.type and "wrong" not in caught.value.message
    assert ask(talk.NARROW_KEY, "sandbox-openai/small").choices
    with pytest.raises(openai.PermissionDeniedError):
        ask(talk.NARROW_KEY, "sandbox-anthropic/small")


@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_deadline_set_by_the_caller(client, model):
    stall = {"role": "user", "content": "~mock:fault=stall~"}
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(
            model=model, messages=[stall], extra_headers={"x-farthing-timeout-ms": "200"})
    assert caught.value.status_code == 504


def test_an_invalid_request(client, model):
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model=model, messages=[])
    assert "messages" in caught.value.message
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model=model, messages=QUESTION, max_tokens=-1)


@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_providers_error_keeps_its_status(client, model):
    def ask(orders, **more):
        message = {"role": "user", "content": f"~mock:{orders}~"}
        return client.chat.completions.create(model=model, messages=[message], **more)

    with pytest.raises(openai.NotFoundError):
        ask("status=404")
    with pytest.raises(openai.PermissionDeniedError):
        ask("status=403")
    with pytest.raises(openai.RateLimitError) as caught:
        ask("status=429;retry-after=900")
    assert caught.value.response.headers["retry-after"] == "900"
    stream = ask("fault=error-event;interval=20ms", stream=True)
    assert next(stream)
    with pytest.raises(openai.APIError):
        list(stream)


def test_headers_are_seen_through_the_raw_response(client, model):
    raw = client.chat.completions.with_raw_response.create(model=model, messages=QUESTION)
    assert raw.headers["x-farthing-request-id"].startswith("req_")
    assert raw.headers["x-farthing-model"] == model
    assert raw.parse().choices[0].message.content
    assert raw.request_id
    with client.chat.completions.with_streaming_response.create(
            model=model, messages=QUESTION, stream=True) as raw:
        assert raw.headers["x-farthing-model"] == model
        assert raw.headers["content-type"].startswith("text/event-stream")
        assert raw.request_id


def test_an_error_has_a_request_id(client):
    with pytest.raises(openai.NotFoundError) as caught:
        client.chat.completions.create(model="nobody-serves-this", messages=QUESTION)
    assert caught.value.request_id.startswith("req_")


def test_an_unknown_field_reaches_a_provider_of_the_dialect(client):
    unknown = {"x_unknown": {"deep": [1, "two"]}}
    client.chat.completions.create(
        model="mock-openai/small", messages=QUESTION, extra_body=unknown)
    assert talk.last_request()["x_unknown"] == unknown["x_unknown"]


@pytest.mark.parametrize("provider", talk.ANTHROPIC_PROVIDERS)
def test_an_unknown_field_is_refused_across_dialects(client, model):
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        client.chat.completions.create(
            model=model, messages=QUESTION, extra_body={"x_unknown": 1})
    assert "x_unknown" in caught.value.message


def test_models_are_listed_and_found(client, model):
    assert model in [entry.id for entry in client.models.list()]
    assert client.models.retrieve(model).id == model
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("nobody-serves-this")
