"""Asynchronous clients: many streams at once, and programs that hang up in the middle of one."""

import asyncio
import time

import anthropic
import openai
import pytest

import conversation as talk

STREAMS = 20
AT_ONCE = 1.0  # seconds in which a provider must see that its caller is gone


async def chat_pieces(client, model, question):
    stream = await client.chat.completions.create(
        model=model, messages=[{"role": "user", "content": question}], stream=True)
    async for chunk in stream:
        yield chunk.choices[0].delta.content or ""


async def message_pieces(client, model, question):
    stream = await client.messages.create(
        model=model, max_tokens=1024, messages=[{"role": "user", "content": question}], stream=True)
    async for event in stream:
        yield event.delta.text if event.type == "content_block_delta" else ""


def openai_client():
    return openai.AsyncOpenAI(base_url=talk.GATEWAY + "/v1", api_key=talk.KEY, max_retries=0)


def anthropic_client():
    return anthropic.AsyncAnthropic(base_url=talk.GATEWAY, api_key=talk.KEY, max_retries=0)


CALLERS = {
    "openai": (openai_client, chat_pieces), "anthropic": (anthropic_client, message_pieces),
}
# The provider sends the beginning of its text, then nothing, and stays connected.
STALLED = "~mock:fault=stall-body;after=6~ Why is the sky blue?"


@pytest.mark.parametrize("caller", CALLERS)
def test_parallel_streams_are_not_mixed_up(caller, model):
    make, pieces = CALLERS[caller]

    async def ask(client, question):
        return "".join([piece async for piece in pieces(client, model, question)])

    async def run():
        async with make() as client:
            questions = [f"What is number {number * 7919}?" for number in range(STREAMS)]
            return questions, await asyncio.gather(*(ask(client, each) for each in questions))

    questions, answers = asyncio.run(run())
    numbers = [question.split()[-1].strip("?") for question in questions]
    for number, answer in zip(numbers, answers):
        assert f"number {number}\"" in answer
        assert answer.endswith("nothing was spent.")


def wait_for_an_abort(before):
    """Asks the mock until it has seen its caller hang up; gives the seconds that took."""
    begun = time.monotonic()
    while talk.mock_stats()["aborted_by_peer"] == before:
        assert time.monotonic() - begun < 10, "the provider never saw its caller hang up"
    return time.monotonic() - begun


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_cancelled_stream_ends_at_the_provider_at_once(caller, model):
    make, pieces = CALLERS[caller]
    before = talk.mock_stats()["aborted_by_peer"]

    async def run():
        begun = asyncio.Event()

        async def read(client):
            async for _ in pieces(client, model, STALLED):
                begun.set()

        async with make() as client:
            task = asyncio.create_task(read(client))
            await begun.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    assert wait_for_an_abort(before) < AT_ONCE


@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_program_that_leaves_its_stream_ends_it_at_the_provider(model):
    before = talk.mock_stats()["aborted_by_peer"]
    with openai.OpenAI(base_url=talk.GATEWAY + "/v1", api_key=talk.KEY, max_retries=0) as client:
        stream = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": STALLED}], stream=True)
        next(stream)
        stream.close()
    assert wait_for_an_abort(before) < AT_ONCE


@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_timeout_in_the_middle_of_a_stream_ends_it_at_the_provider(model):
    before = talk.mock_stats()["aborted_by_peer"]
    with openai.OpenAI(base_url=talk.GATEWAY + "/v1", api_key=talk.KEY, max_retries=0) as client:
        stream = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": STALLED}], stream=True, timeout=0.3)
        with pytest.raises((openai.APITimeoutError, openai.APIConnectionError)):
            list(stream)
    assert wait_for_an_abort(before) < AT_ONCE


@pytest.mark.parametrize("provider", ["mock-openai", "mock-anthropic"])
def test_a_timeout_before_the_answer_is_the_sdks_own_exception(model):
    before = talk.mock_stats()["aborted_by_peer"]
    with anthropic.Anthropic(base_url=talk.GATEWAY, api_key=talk.KEY, max_retries=0) as client:
        with pytest.raises(anthropic.APITimeoutError):
            client.messages.create(
                model=model, max_tokens=9, timeout=0.3,
                messages=[{"role": "user", "content": "~mock:fault=stall~"}])
    assert wait_for_an_abort(before) < AT_ONCE
