"""LangChain's ChatOpenAI and ChatAnthropic against providers of both dialects."""

import asyncio
import functools

import anthropic
import langchain_anthropic
import langchain_openai
import openai
import pydantic
import pytest
from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool

import conversation as talk


def chat_openai(model, **more):
    return langchain_openai.ChatOpenAI(
        model=model, base_url=talk.GATEWAY + "/v1", api_key=talk.KEY, max_retries=0,
        stream_usage=True, **more)


def chat_anthropic(model, **more):
    return langchain_anthropic.ChatAnthropic(
        model=model, base_url=talk.GATEWAY, api_key=talk.KEY, max_retries=0, max_tokens=2048,
        **more)


CHATS = {"openai": chat_openai, "anthropic": chat_anthropic}
MISSING = (openai.NotFoundError, anthropic.NotFoundError)


@pytest.fixture(params=CHATS)
def chat(request, model):
    return CHATS[request.param](model)


class Trip(pydantic.BaseModel):
    """A journey."""

    city: str
    days: int
    stops: list[str]


@tool(talk.TOOL)
def get_weather(city: str) -> str:
    """The weather of a city"""
    return talk.WEATHER[city]


def said(message):
    """What a program reads from a message; ids, which differ by request, left out."""
    return {
        "text": message.text,
        "calls": [(call["name"], call["args"]) for call in message.tool_calls],
        "usage": message.usage_metadata,
        "finish": message.response_metadata.get("finish_reason")
        or message.response_metadata.get("stop_reason"),
    }


def summed(chunks):
    return functools.reduce(lambda left, right: left + right, chunks)


@pytest.mark.parametrize("question", [talk.HELLO, talk.WEATHER_QUESTION])
def test_a_stream_says_what_the_whole_answer_says(chat, question):
    asked = chat.bind_tools([get_weather])
    whole = said(asked.invoke(question))
    assert said(summed(asked.stream(question))) == whole
    assert whole["usage"]["input_tokens"] > 0 and whole["usage"]["output_tokens"] > 0
    assert len(whole["calls"]) == (2 if question == talk.WEATHER_QUESTION else 0)
    assert whole["finish"] in ("stop", "end_turn", "tool_calls", "tool_use")


@pytest.fixture(scope="module")
def loop():
    """LangChain keeps connections between tests, so all of them need the same loop."""
    with asyncio.Runner() as runner:
        yield runner


def test_asynchronously(chat, loop):
    async def run():
        chunks = [chunk async for chunk in chat.astream(talk.HELLO)]
        return await chat.ainvoke(talk.HELLO), summed(chunks)

    whole, streamed = loop.run(run())
    assert said(streamed) == said(whole) and whole.text


def test_two_parallel_tool_calls_and_their_results(chat):
    asked = chat.bind_tools([get_weather])
    messages = [HumanMessage(talk.WEATHER_QUESTION)]
    messages.append(asked.invoke(messages))
    calls = messages[-1].tool_calls
    assert [call["args"]["city"] for call in calls] == talk.CITIES
    messages += [get_weather.invoke(call) for call in calls]
    assert all(isinstance(message, ToolMessage) for message in messages[-2:])
    answer = asked.invoke(messages)
    for degrees in talk.WEATHER.values():
        assert degrees in answer.text


@pytest.mark.parametrize("method", ["json_schema", "function_calling"])
def test_structured_output(chat, method):
    trip = chat.with_structured_output(Trip, method=method).invoke("Plan a journey to Oslo")
    assert isinstance(trip, Trip) and trip.city


def test_images_by_url_and_in_base64(chat):
    message = HumanMessage([
        {"type": "text", "text": "What is this?"},
        {"type": "image", "source_type": "url", "url": talk.IMAGE_URL},
        {"type": "image", "source_type": "base64", "mime_type": "image/png", "data": talk.png()},
    ])
    assert "2 images" in chat.invoke([message]).text


def test_thinking_of_chat_anthropic(model):
    chat = chat_anthropic(model, thinking={"type": "enabled", "budget_tokens": 1024})
    whole = chat.invoke("Why is the sky blue?")
    streamed = summed(chat.stream("Why is the sky blue?"))
    for message in (whole, streamed):
        assert [block["type"] for block in message.content] == ["thinking", "text"]
    assert streamed.content[0]["thinking"] == whole.content[0]["thinking"]
    more = [HumanMessage("Why is the sky blue?"), whole, HumanMessage("And at night?")]
    assert "at night" in chat.invoke(more).text


@pytest.mark.parametrize("provider", talk.OPENAI_PROVIDERS)
def test_embeddings(model):
    embeddings = langchain_openai.OpenAIEmbeddings(
        model=model, base_url=talk.GATEWAY + "/v1", api_key=talk.KEY, dimensions=8,
        check_embedding_ctx_length=False)
    vectors = embeddings.embed_documents(["one", "two"])
    assert [len(vector) for vector in vectors] == [8, 8] and vectors[0] != vectors[1]
    assert embeddings.embed_query("one") == vectors[0]


@pytest.mark.parametrize("make", CHATS.values(), ids=CHATS)
def test_a_model_that_nobody_serves(make):
    with pytest.raises(MISSING):
        make("nobody-serves-this").invoke(talk.HELLO)


@pytest.mark.parametrize("provider", talk.OPENAI_PROVIDERS)
def test_the_responses_api_passes_through(model):
    chat = chat_openai(model, use_responses_api=True)
    whole = chat.invoke(talk.HELLO)
    streamed = summed(chat.stream(talk.HELLO))
    assert streamed.text == whole.text != ""
    assert streamed.usage_metadata == whole.usage_metadata
