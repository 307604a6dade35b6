// The Vercel AI SDK, by its three adapters, against providers of both dialects.
import assert from "node:assert/strict";
import test from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, embedMany, generateText, Output, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";
import * as talk from "./conversation.mjs";

const baseURL = talk.GATEWAY + "/v1";
const openai = createOpenAI({ baseURL, apiKey: talk.KEY });
const compatible = createOpenAICompatible({
  name: "farthing", baseURL, apiKey: talk.KEY, includeUsage: true, supportsStructuredOutputs: true,
});
const anthropic = createAnthropic({ baseURL, apiKey: talk.KEY });
const adapters = {
  "ai openai": (model) => openai.chat(model),
  "ai openai-compatible": (model) => compatible(model),
  "ai anthropic": (model) => anthropic(model),
};
// The others send an image's URL on; this one fetches it itself.
const fetchesImages = "ai openai-compatible";

const Trip = z.object({ city: z.string(), days: z.number().int(), stops: z.array(z.string()) });
const tools = {
  [talk.TOOL]: tool({ description: talk.TOOL_TEXT, inputSchema: z.object({ city: z.string() }) }),
};
const requests = {
  text: { system: "Be brief.", prompt: talk.WHY },
  limit: { prompt: talk.WHY, maxOutputTokens: 9 },
  tools: { prompt: talk.WEATHER_QUESTION, tools },
};

// What a program reads from an answer, whole or once its stream has ended; ids left out.
async function said(result) {
  const { raw, ...usage } = await result.usage;
  return {
    text: await result.text,
    reasoning: await result.reasoningText,
    calls: (await result.toolCalls).map(({ toolName, input }) => [toolName, input]),
    finish: await result.finishReason,
    usage,
  };
}

async function streamed(request) {
  const result = streamText({ ...request, onError() {} });
  let text = "";
  for await (const piece of result.textStream) text += piece;
  const told = await said(result);
  assert.equal(text, told.text);
  return told;
}

for (const [name, adapter] of Object.entries(adapters)) {
  for (const [kind, request] of Object.entries(requests)) {
    talk.testEach(`${name}: a stream says what the whole answer says, ${kind}`, talk.PROVIDERS,
      async (id) => {
        const asked = { model: adapter(id), maxRetries: 0, ...request };
        const whole = await said(await generateText(asked));
        assert.deepEqual(await streamed(asked), whole);
        assert.ok(whole.usage.inputTokens > 0 && whole.usage.outputTokens > 0);
        assert.equal(whole.finish, { limit: "length", tools: "tool-calls" }[kind] ?? "stop");
        const cities = whole.calls.map(([, input]) => input.city);
        assert.deepEqual(cities, kind === "tools" ? talk.CITIES : []);
      });
  }

  talk.testEach(`${name}: two parallel tool calls and their results`, talk.PROVIDERS,
    async (id) => {
      const weather = tool({
        description: talk.TOOL_TEXT, inputSchema: z.object({ city: z.string() }),
        execute: ({ city }) => talk.WEATHER[city],
      });
      const result = await generateText({
        model: adapter(id), maxRetries: 0, prompt: talk.WEATHER_QUESTION,
        tools: { [talk.TOOL]: weather }, stopWhen: stepCountIs(3),
      });
      assert.equal(result.steps.length, 2);
      for (const degrees of Object.values(talk.WEATHER)) assert.ok(result.text.includes(degrees));
    });

  talk.testEach(`${name}: structured output`, talk.PROVIDERS, async (id) => {
    const request = {
      model: adapter(id), maxRetries: 0, prompt: talk.WHY, output: Output.object({ schema: Trip }),
    };
    const { output } = await generateText(request);
    assert.ok(Trip.safeParse(output).success);
    const result = streamText(request);
    await result.consumeStream();
    assert.deepEqual(await result.output, output);
  });

  talk.testEach(`${name}: images by URL and in base64`, talk.PROVIDERS, async (id) => {
    const content = [{ type: "text", text: "What is this?" },
      { type: "image", image: talk.PNG, mediaType: "image/png" }];
    if (name !== fetchesImages) content.push({ type: "image", image: new URL(talk.IMAGE_URL) });
    const { text } = await generateText(
      { model: adapter(id), maxRetries: 0, messages: [{ role: "user", content }] });
    assert.ok(text.includes(name === fetchesImages ? "1 image," : "2 images,"));
  });

  test(`${name}: a model that nobody serves`, () =>
    assert.rejects(
      generateText({ model: adapter(talk.NOBODY), maxRetries: 0, prompt: talk.HELLO }),
      (error) => APICallError.isInstance(error) && error.statusCode === 404 &&
        error.message.includes(talk.NOBODY)));

  talk.testEach(`${name}: headers are seen beside the answer`, talk.PROVIDERS, async (id) => {
    const { response } = await generateText(
      { model: adapter(id), maxRetries: 0, prompt: talk.HELLO });
    assert.equal(response.headers["x-farthing-model"], id);
    assert.match(response.headers["x-farthing-request-id"], /^req_/);
  });

  talk.testEach(`${name}: an aborted stream ends at the provider`, talk.MOCKS, (id) =>
    talk.expectAbort(async () => {
      const controller = new AbortController();
      const { fullStream } = streamText({
        model: adapter(id), maxRetries: 0, prompt: talk.STALLED, abortSignal: controller.signal,
      });
      for await (const part of fullStream) if (part.type === "text-delta") controller.abort();
      assert.ok(controller.signal.aborted);
    }));
}

talk.testEach("ai anthropic: thinking", talk.PROVIDERS, async (id) => {
  const asked = {
    model: anthropic(id), maxRetries: 0, prompt: talk.WHY, maxOutputTokens: 4096,
    providerOptions: { anthropic: { thinking: { type: "enabled", budgetTokens: 2048 } } },
  };
  const whole = await said(await generateText(asked));
  assert.ok(whole.reasoning);
  assert.deepEqual(await streamed(asked), whole);
});

talk.testEach("ai openai-compatible: thinking", talk.PROVIDERS, async (id) => {
  const asked = {
    model: compatible(id), maxRetries: 0, prompt: talk.WHY,
    providerOptions: { farthing: { reasoningEffort: "high" } },
  };
  const whole = await said(await generateText(asked));
  assert.ok(whole.reasoning);
  assert.deepEqual(await streamed(asked), whole);
});

for (const [name, model] of [["ai openai", (id) => openai.embedding(id)],
  ["ai openai-compatible", (id) => compatible.textEmbeddingModel(id)]]) {
  talk.testEach(`${name}: embeddings`, talk.OPENAI_PROVIDERS, async (id) => {
    const { embeddings, usage } = await embedMany(
      { model: model(id), maxRetries: 0, values: ["one", "two"] });
    assert.equal(embeddings.length, 2);
    assert.notDeepEqual(embeddings[0], embeddings[1]);
    assert.ok(usage.tokens > 0);
  });
}

talk.testEach("ai openai: responses pass through", talk.OPENAI_PROVIDERS, async (id) => {
  const asked = { model: openai.responses(id), maxRetries: 0, prompt: talk.HELLO };
  const whole = await said(await generateText(asked));
  assert.ok(whole.text);
  assert.deepEqual(await streamed(asked), whole);
});
