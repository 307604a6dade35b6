// The official @anthropic-ai/sdk against providers of both dialects.
import assert from "node:assert/strict";
import test from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import { z } from "zod";
import * as talk from "./conversation.mjs";

const client = new Anthropic({ baseURL: talk.GATEWAY, apiKey: talk.KEY, maxRetries: 0 });
const question = [{ role: "user", content: talk.WHY }];
const Trip = z.object({ city: z.string(), days: z.number().int(), stops: z.array(z.string()) });
const tools = [{
  name: talk.TOOL, description: talk.TOOL_TEXT, input_schema: talk.TOOL_SCHEMA,
}];
// Requests whose streamed answer must equal the whole one, each with another kind of content.
const requests = {
  text: { system: "Be brief.", messages: question, max_tokens: 1024 },
  limit: { messages: question, max_tokens: 9 },
  tools: {
    messages: [{ role: "user", content: talk.WEATHER_QUESTION }], max_tokens: 1024, tools,
  },
  schema: {
    messages: question, max_tokens: 1024, output_config: { format: zodOutputFormat(Trip) },
  },
  thinking: {
    messages: question, max_tokens: 4096, thinking: { type: "enabled", budget_tokens: 2048 },
  },
};
const kindsOfBlocks = { tools: ["tool_use", "tool_use"], thinking: ["thinking", "text"] };
const stopReasons = { limit: "max_tokens", tools: "tool_use" };

// What a program reads from a whole answer; ids and signatures, which differ by request, left out.
function said(message) {
  const content = message.content.map(({ type, text, thinking, name, input }) => (
    { type, text, thinking, name, input }));
  const { stop_reason, stop_sequence, usage, model } = message;
  return { content, stop_reason, stop_sequence, usage, model };
}

// The same, put together from a stream's events by hand.
async function saidInPieces(stream) {
  const told = { content: [] };
  let block;
  let argumentsText;
  let last;
  for await (const event of stream) {
    last = event.type;
    if (event.type === "message_start") {
      Object.assign(told, { model: event.message.model, usage: event.message.usage });
    } else if (event.type === "content_block_start") {
      assert.equal(event.index, told.content.length);
      block = event.content_block;
      argumentsText = "";
    } else if (event.type === "content_block_delta") {
      const { delta } = event;
      if (delta.type === "text_delta") block.text += delta.text;
      if (delta.type === "thinking_delta") block.thinking += delta.thinking;
      if (delta.type === "input_json_delta") argumentsText += delta.partial_json;
    } else if (event.type === "content_block_stop") {
      if (block.type === "tool_use") block.input = JSON.parse(argumentsText || "{}");
      told.content.push(block);
    } else if (event.type === "message_delta") {
      Object.assign(told, event.delta);
      Object.assign(told.usage, event.usage);
    }
  }
  assert.equal(last, "message_stop");
  return said(told);
}

for (const [kind, request] of Object.entries(requests)) {
  talk.testEach(`anthropic: a stream says what the whole answer says, ${kind}`, talk.PROVIDERS,
    async (model) => {
      const whole = said(await client.messages.create({ model, ...request }));
      const streamed = await client.messages.create({ model, ...request, stream: true });
      assert.deepEqual(await saidInPieces(streamed), whole);
      assert.ok(whole.usage.input_tokens > 0 && whole.usage.output_tokens > 0);
      assert.deepEqual(whole.content.map((block) => block.type), kindsOfBlocks[kind] ?? ["text"]);
      assert.equal(whole.stop_reason, stopReasons[kind] ?? "end_turn");
    });
}

talk.testEach("anthropic: the stream helper says what the whole answer says", talk.PROVIDERS,
  async (model) => {
    const whole = said(await client.messages.create({ model, ...requests.tools }));
    const stream = client.messages.stream({ model, ...requests.tools });
    assert.deepEqual(said(await stream.finalMessage()), whole);
  });

talk.testEach("anthropic: two parallel tool calls and their results", talk.PROVIDERS,
  async (model) => {
    const messages = [...requests.tools.messages];
    const asked = await client.messages.create({ ...requests.tools, model });
    assert.deepEqual(asked.content.map((block) => block.input.city), talk.CITIES);
    const results = asked.content.map(({ id, input }) => (
      { type: "tool_result", tool_use_id: id, content: talk.WEATHER[input.city] }));
    messages.push(
      { role: "assistant", content: asked.content }, { role: "user", content: results });
    const answer = await client.messages.create({ ...requests.tools, model, messages });
    for (const degrees of Object.values(talk.WEATHER)) {
      assert.ok(answer.content[0].text.includes(degrees));
    }
  });

talk.testEach("anthropic: parse gives the program's own type", talk.PROVIDERS, async (model) => {
  const answer = await client.messages.parse({ model, ...requests.schema });
  assert.ok(Trip.safeParse(answer.parsed_output).success);
});

talk.testEach("anthropic: images by URL and in base64", talk.PROVIDERS, async (model) => {
  const sources = [{ type: "url", url: talk.IMAGE_URL },
    { type: "base64", media_type: "image/png", data: talk.PNG }];
  const blocks = sources.map((source) => ({ type: "image", source }));
  const content = [{ type: "text", text: "What is this?" }, ...blocks];
  const answer = await client.messages.create(
    { model, max_tokens: 1024, messages: [{ role: "user", content }] });
  assert.ok(answer.content[0].text.includes("2 images"));
});

talk.testEach("anthropic: thinking goes back", talk.PROVIDERS, async (model, provider) => {
  const asked = await client.messages.create({ model, ...requests.thinking });
  if (talk.ANTHROPIC_PROVIDERS.includes(provider)) assert.ok(asked.content[0].signature);
  const messages = [...question, { role: "assistant", content: asked.content },
    { role: "user", content: "And at night?" }];
  const answer = await client.messages.create({ model, ...requests.thinking, messages });
  assert.ok(answer.content.at(-1).text.includes("at night"));
});

talk.testEach("anthropic: count_tokens", talk.PROVIDERS, async (model) => {
  const count = await client.messages.countTokens({ model, messages: question });
  assert.ok(count.input_tokens >= 3 && count.input_tokens <= 30);
});

test("anthropic: a model that nobody serves", async () => {
  const asked = client.messages.create({ model: talk.NOBODY, max_tokens: 9, messages: question });
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof Anthropic.NotFoundError);
    assert.equal(error.error.error.type, "not_found_error");
    assert.match(error.requestID, /^req_/);
    return true;
  });
});

test("anthropic: a wrong key", () => {
  const stranger = client.withOptions({ apiKey: "wrong" });
  return assert.rejects(
    stranger.messages.create({ model: talk.NOBODY, max_tokens: 9, messages: question }),
    Anthropic.AuthenticationError);
});

talk.testEach("anthropic: an invalid request", talk.PROVIDERS, (model) =>
  assert.rejects(
    client.messages.create({ model, max_tokens: 9, messages: [] }), Anthropic.BadRequestError));

talk.testEach("anthropic: an error in the middle of a stream", talk.MOCKS, async (model) => {
  const stream = await client.messages.create(
    { model, max_tokens: 1024, messages: [{ role: "user", content: talk.BREAKS }], stream: true });
  await assert.rejects(saidInPieces(stream), Anthropic.APIError);
});

talk.testEach("anthropic: headers are seen beside the answer", talk.PROVIDERS, async (model) => {
  const { data, response, request_id } = await client.messages
    .create({ model, ...requests.text }).withResponse();
  assert.match(response.headers.get("x-farthing-request-id"), /^req_/);
  assert.equal(response.headers.get("x-farthing-model"), model);
  assert.ok(request_id && data._request_id === request_id);
});

test("anthropic: an unknown field reaches a provider of the dialect", async () => {
  const x_unknown = { deep: [1, "two"] };
  await client.messages.create({ model: "mock-anthropic/small", ...requests.text, x_unknown });
  assert.deepEqual((await talk.lastRequest()).x_unknown, x_unknown);
});

talk.testEach("anthropic: 20 parallel streams are not mixed up", talk.PROVIDERS, (model) =>
  talk.expectNoMixUp((content) => client.messages
    .stream({ model, max_tokens: 1024, messages: [{ role: "user", content }] }).finalText()));

talk.testEach("anthropic: an aborted stream ends at the provider", talk.MOCKS,
  (model) => talk.expectAbort(async () => {
    const controller = new AbortController();
    const stream = await client.messages.create(
      {
        model, max_tokens: 1024, messages: [{ role: "user", content: talk.STALLED }], stream: true,
      }, { signal: controller.signal });
    for await (const event of stream) {
      assert.ok(event.type);
      controller.abort();
    }
  }));

talk.testEach("anthropic: a timeout is the SDK's own error, and ends the call at the provider",
  talk.MOCKS, (model) => talk.expectAbort(() => assert.rejects(
    client.messages.create({
      model, max_tokens: 9, messages: [{ role: "user", content: "~mock:fault=stall~" }],
    }, { timeout: 300 }), Anthropic.APIConnectionTimeoutError)));
