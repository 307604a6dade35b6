// The official openai SDK for Node against providers of both dialects.
import assert from "node:assert/strict";
import test from "node:test";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import * as talk from "./conversation.mjs";

const client = new OpenAI({ baseURL: talk.GATEWAY + "/v1", apiKey: talk.KEY, maxRetries: 0 });
const question = [{ role: "user", content: talk.WHY }];
const Trip = z.object({ city: z.string(), days: z.number().int(), stops: z.array(z.string()) });
const tools = [{
  type: "function",
  function: {
    name: talk.TOOL, description: talk.TOOL_TEXT, parameters: talk.TOOL_SCHEMA, strict: true,
  },
}];
// Requests whose streamed answer must equal the whole one, each with another kind of content.
const requests = {
  text: { messages: [{ role: "system", content: "Be brief." }, ...question] },
  limit: { messages: question, max_completion_tokens: 9 },
  tools: { messages: [{ role: "user", content: talk.WEATHER_QUESTION }], tools },
  schema: { messages: question, response_format: zodResponseFormat(Trip, "trip") },
  thinking: { messages: question, reasoning_effort: "high" },
};

// What a program reads from a whole answer; ids, which differ by request, left out.
function said(completion) {
  const [choice] = completion.choices;
  return {
    text: choice.message.content ?? "",
    thinking: choice.message.reasoning_content ?? "",
    calls: (choice.message.tool_calls ?? []).map(
      (call) => [call.function.name, JSON.parse(call.function.arguments)]),
    finish: choice.finish_reason,
    usage: completion.usage,
    model: completion.model,
  };
}

// The same, put together from a stream's chunks by hand.
async function saidInPieces(stream) {
  const out = { text: "", thinking: "", calls: [], finish: null, usage: null, model: "" };
  for await (const chunk of stream) {
    out.model = chunk.model;
    out.usage = chunk.usage ?? out.usage;
    for (const { delta, finish_reason } of chunk.choices) {
      assert.equal(out.finish, null, "content after the finish reason");
      out.text += delta.content ?? "";
      out.thinking += delta.reasoning_content ?? "";
      for (const piece of delta.tool_calls ?? []) {
        const call = (out.calls[piece.index] ??= ["", ""]);
        call[0] += piece.function.name ?? "";
        call[1] += piece.function.arguments ?? "";
      }
      out.finish = finish_reason;
    }
  }
  out.calls = out.calls.map(([name, text]) => [name, JSON.parse(text)]);
  return out;
}

for (const [kind, request] of Object.entries(requests)) {
  talk.testEach(`openai: a stream says what the whole answer says, ${kind}`, talk.PROVIDERS,
    async (model) => {
      const whole = said(await client.chat.completions.create({ model, ...request }));
      const streamed = await client.chat.completions.create(
        { model, ...request, stream: true, stream_options: { include_usage: true } });
      assert.deepEqual(await saidInPieces(streamed), whole);
      assert.ok(whole.usage.prompt_tokens > 0 && whole.usage.completion_tokens > 0);
      assert.equal(whole.finish, { limit: "length", tools: "tool_calls" }[kind] ?? "stop");
      assert.equal(whole.calls.length, kind === "tools" ? 2 : 0);
      assert.equal(whole.thinking !== "", kind === "thinking");
    });
}

talk.testEach("openai: the stream helper says what the whole answer says", talk.PROVIDERS,
  async (model) => {
    const whole = said(await client.chat.completions.create({ model, ...requests.tools }));
    const stream = client.chat.completions.stream(
      { model, ...requests.tools, stream_options: { include_usage: true } });
    assert.deepEqual(said(await stream.finalChatCompletion()), whole);
  });

talk.testEach("openai: two parallel tool calls and their results", talk.PROVIDERS,
  async (model) => {
    const messages = [...requests.tools.messages];
    const asked = await client.chat.completions.create({ model, tools, messages });
    messages.push(asked.choices[0].message);
    const cities = [];
    for (const call of asked.choices[0].message.tool_calls) {
      const { city } = JSON.parse(call.function.arguments);
      cities.push(city);
      messages.push({ role: "tool", tool_call_id: call.id, content: talk.WEATHER[city] });
    }
    assert.deepEqual(cities, talk.CITIES);
    const answer = await client.chat.completions.create({ model, tools, messages });
    for (const degrees of Object.values(talk.WEATHER)) {
      assert.ok(answer.choices[0].message.content.includes(degrees));
    }
  });

talk.testEach("openai: parse gives the program's own type", talk.PROVIDERS, async (model) => {
  const answer = await client.chat.completions.parse({ model, ...requests.schema });
  assert.ok(Trip.safeParse(answer.choices[0].message.parsed).success);
});

talk.testEach("openai: images by URL and in base64", talk.PROVIDERS, async (model) => {
  const urls = [talk.IMAGE_URL, "data:image/png;base64," + talk.PNG];
  const parts = urls.map((url) => ({ type: "image_url", image_url: { url } }));
  const content = [{ type: "text", text: "What is this?" }, ...parts];
  const answer = await client.chat.completions.create(
    { model, messages: [{ role: "user", content }] });
  assert.ok(answer.choices[0].message.content.includes("2 images"));
});

talk.testEach("openai: embeddings", talk.OPENAI_PROVIDERS, async (model) => {
  const answer = await client.embeddings.create({ model, input: ["one", "two"], dimensions: 8 });
  assert.deepEqual(answer.data.map((item) => item.embedding.length), [8, 8]);
  assert.ok(answer.usage.prompt_tokens > 0);
});

talk.testEach("openai: embeddings of a provider without them", talk.ANTHROPIC_PROVIDERS,
  (model) => assert.rejects(
    client.embeddings.create({ model, input: "one" }), OpenAI.UnprocessableEntityError));

talk.testEach("openai: responses pass through, whole and streamed", talk.OPENAI_PROVIDERS,
  async (model) => {
    const request = { model, input: talk.HELLO };
    const whole = await client.responses.create(request);
    let text = "";
    let last;
    for await (const event of await client.responses.create({ ...request, stream: true })) {
      if (event.type === "response.output_text.delta") text += event.delta;
      last = event;
    }
    assert.equal(last.type, "response.completed");
    assert.equal(text, whole.output_text);
    assert.deepEqual(last.response.usage, whole.usage);
    assert.ok(whole.usage.output_tokens > 0);
  });

test("openai: a model that nobody serves", async () => {
  const asked = client.chat.completions.create({ model: talk.NOBODY, messages: question });
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, "model_not_found");
    assert.match(error.requestID, /^req_/);
    return true;
  });
});

test("openai: a wrong key", () => {
  const stranger = client.withOptions({ apiKey: "wrong" });
  return assert.rejects(
    stranger.chat.completions.create({ model: talk.NOBODY, messages: question }),
    OpenAI.AuthenticationError);
});

talk.testEach("openai: an invalid request", talk.PROVIDERS, (model) =>
  assert.rejects(
    client.chat.completions.create({ model, messages: [] }), OpenAI.BadRequestError));

talk.testEach("openai: an error in the middle of a stream", talk.MOCKS, async (model) => {
  const stream = await client.chat.completions.create(
    { model, messages: [{ role: "user", content: talk.BREAKS }], stream: true });
  await assert.rejects(saidInPieces(stream), OpenAI.APIError);
});

talk.testEach("openai: headers are seen beside the answer", talk.PROVIDERS, async (model) => {
  const { data, response, request_id } = await client.chat.completions
    .create({ model, messages: question }).withResponse();
  assert.match(response.headers.get("x-farthing-request-id"), /^req_/);
  assert.equal(response.headers.get("x-farthing-model"), model);
  assert.ok(request_id && data._request_id === request_id);
});

test("openai: an unknown field reaches a provider of the dialect", async () => {
  const x_unknown = { deep: [1, "two"] };
  await client.chat.completions.create(
    { model: "mock-openai/small", messages: question, x_unknown });
  assert.deepEqual((await talk.lastRequest()).x_unknown, x_unknown);
});

talk.testEach("openai: 20 parallel streams are not mixed up", talk.PROVIDERS, (model) =>
  talk.expectNoMixUp(async (content) => {
    const stream = await client.chat.completions.create(
      { model, messages: [{ role: "user", content }], stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0].delta.content ?? "";
    return text;
  }));

talk.testEach("openai: a program that leaves its stream ends it at the provider", talk.MOCKS,
  (model) => talk.expectAbort(async () => {
    const stream = await client.chat.completions.create(
      { model, messages: [{ role: "user", content: talk.STALLED }], stream: true });
    for await (const chunk of stream) {
      assert.ok(chunk.id);
      break;
    }
  }));
